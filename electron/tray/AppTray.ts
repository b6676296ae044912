import { Buffer } from 'node:buffer';
import type { MenuItemConstructorOptions, NativeImage, Tray } from 'electron';
import type { Status } from '../../common/ipc/status.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { ElectronParts } from '../electronParts.ts';
import { trayModel, type TrayAction, type TrayModel } from './model.ts';
import { trayPicture } from './picture.ts';

/** In pixels of a plain display; sharp ones get twice as many. */
const SIZE = 16;

export interface TrayOptions {
  readonly electron: Pick<ElectronParts, 'Tray' | 'Menu' | 'nativeImage'>;
  readonly onChosen: (action: TrayAction) => void;
}

/** The app's place in the system's tray, from the page's first word on. Where there is no tray nobody sees it. */
export class AppTray implements Closable {
  readonly #electron: TrayOptions['electron'];
  readonly #onChosen: TrayOptions['onChosen'];
  readonly #life = new Lifetime();
  #tray: Tray | undefined;
  #shown: string | undefined;

  constructor({ electron, onChosen }: TrayOptions) {
    this.#electron = electron;
    this.#onChosen = onChosen;
  }

  show(status: Status): void {
    const model = trayModel(status);
    const text = JSON.stringify(model);
    if (this.#life.ended || text === this.#shown) {
      return;
    }
    this.#shown = text;
    const picture = this.#picture(model.look);
    this.#tray ??= this.#open(picture);
    this.#tray.setImage(picture);
    this.#tray.setToolTip(model.tooltip);
    this.#tray.setContextMenu(this.#menu(model));
  }

  close(): void {
    this.#life.end();
  }

  #open(picture: NativeImage): Tray {
    const tray = new this.#electron.Tray(picture);
    tray.on('click', () => {
      this.#onChosen('show');
    });
    this.#life.add(() => {
      tray.destroy();
    });
    return tray;
  }

  #menu({ entries }: TrayModel): Electron.Menu {
    return this.#electron.Menu.buildFromTemplate(
      entries.map((one): MenuItemConstructorOptions => {
        if (one.kind === 'separator') {
          return { type: 'separator' };
        }
        const { action, label, enabled } = one;
        return {
          label,
          enabled,
          click: () => {
            this.#onChosen(action);
          },
        };
      }),
    );
  }

  #picture(look: Status['voice']): NativeImage {
    const picture = this.#electron.nativeImage.createEmpty();
    for (const scaleFactor of [1, 2]) {
      const size = SIZE * scaleFactor;
      const buffer = Buffer.from(trayPicture(look, size));
      picture.addRepresentation({ scaleFactor, width: size, height: size, buffer });
    }
    return picture;
  }
}
