import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { App } from 'electron';

/** Given to the app by the system when it starts it with the session. */
export const WITH_SYSTEM_FLAG = '--with-system';

export interface AutostartOptions {
  readonly app: Pick<App, 'setLoginItemSettings'>;
  readonly platform: NodeJS.Platform;
  /** The program to start. */
  readonly program: string;
  readonly autostartDir: string;
}

/** Has the system start the app with the session, or no longer. Electron knows how on Windows and macOS. */
export async function startWithSystem(wanted: boolean, options: AutostartOptions): Promise<void> {
  const { app, platform, program, autostartDir } = options;
  if (platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: wanted, args: [WITH_SYSTEM_FLAG] });
    return;
  }
  const file = join(autostartDir, 'yankcord.desktop');
  if (!wanted) {
    await rm(file, { force: true });
    return;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, desktopEntry(program));
}

/** https://specifications.freedesktop.org/desktop-entry-spec, whose Exec has quotes and escapes of its own. */
const desktopEntry = (program: string): string => {
  const quoted = `"${program
    .replace(/["`$\\]/gu, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Yankcord',
    `Exec=${quoted} ${WITH_SYSTEM_FLAG}`,
    'Icon=yankcord',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
};
