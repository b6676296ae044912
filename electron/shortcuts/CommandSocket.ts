import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { Emitter } from '../../common/emitter.ts';
import type { SourceState } from '../../common/ipc/shortcuts.ts';
import type { Log } from '../../common/log.ts';
import { LINE_MAX_LENGTH, parseCommand, type Command } from './command.ts';
import type { ShortcutSource, SourceEvents } from './source.ts';

const IDLE_MS = 2_000;
/** Keys come one at a time; whoever opens more is no key. */
const CONNECTIONS_MAX = 16;

export interface CommandSocketOptions {
  /** A socket in a folder of this person's own, or a pipe on Windows. */
  readonly path: string;
  readonly platform: NodeJS.Platform;
  readonly log: Log;
}

/** Listens for `yankcord ptt …` of the same person: the file system lets nobody else reach it. */
export class CommandSocket implements ShortcutSource {
  readonly events = new Emitter<SourceEvents>();
  readonly #server: Server;
  readonly #options: CommandSocketOptions;
  #state: SourceState = { source: 'command', state: 'starting', fault: null, hint: 'yankcord ptt down|up|toggle-mute' };
  #closed = false;

  private constructor(options: CommandSocketOptions) {
    this.#options = options;
    this.#server = createServer((socket) => {
      this.#serve(socket);
    });
    this.#server.maxConnections = CONNECTIONS_MAX;
  }

  static open(options: CommandSocketOptions): CommandSocket {
    const source = new CommandSocket(options);
    source.#listen().catch((fault: unknown) => {
      options.log.error('no commands can be taken', fault);
      source.#become({ state: 'unavailable', fault: 'taken' });
    });
    return source;
  }

  get state(): SourceState {
    return this.#state;
  }

  /** It costs nothing and hears no key: it is always there. */
  want(): void {
    // nothing to begin or end
  }

  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      // Node removes the socket's file with it.
      this.#server.close();
    }
  }

  async #listen(): Promise<void> {
    const { path, platform } = this.#options;
    if (platform !== 'win32') {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // Left by an app that was killed: there is only ever one of us (the single instance lock).
      await rm(path, { force: true });
    }
    if (this.#closed) {
      return;
    }
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ path }, resolve);
    });
    if (platform !== 'win32') {
      await chmod(path, 0o600);
    }
    this.#become({ state: 'ready' });
  }

  #serve(socket: Socket): void {
    let line = '';
    socket.setEncoding('utf8');
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    // Whoever goes away in the middle said nothing.
    socket.on('error', () => socket.destroy());
    socket.on('data', (text: string) => {
      line += text;
      if (line.length > LINE_MAX_LENGTH) {
        socket.destroy();
      } else if (line.includes('\n')) {
        const command = parseCommand(line.slice(0, line.indexOf('\n')).trim());
        socket.removeAllListeners('data');
        socket.end(command === undefined ? 'unknown command\n' : 'ok\n');
        if (command !== undefined) {
          this.#obey(command);
        }
      }
    });
  }

  #obey(command: Command): void {
    if (command === 'toggle-mute') {
      this.events.emit('pressed', { action: 'mute', kind: 'down' });
      this.events.emit('pressed', { action: 'mute', kind: 'up' });
    } else {
      this.events.emit('pressed', { action: 'talk', kind: command });
    }
  }

  #become(changed: Partial<SourceState>): void {
    this.#state = { ...this.#state, ...changed };
    if (!this.#closed) {
      this.events.emit('changed', null);
    }
  }
}
