import type { PowerMonitor } from 'electron';
import { Emitter } from '../../common/emitter.ts';
import type { IpcNotice } from '../../common/ipc.ts';
import type { SourceState, WantedKeys } from '../../common/ipc/shortcuts.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { ShortcutSource } from './source.ts';

/** All sources together. What a press means is the page's to say: the same machine has the window's own keys (common/talk.ts). */
export class Shortcuts implements Closable {
  readonly events = new Emitter<{
    sourcesChanged: IpcNotice<'shortcuts.sourcesChanged'>;
    pressed: IpcNotice<'shortcuts.pressed'>;
    released: null;
  }>();
  readonly #sources: readonly ShortcutSource[];
  readonly #life = new Lifetime();

  constructor(sources: readonly ShortcutSource[], power: Pick<PowerMonitor, 'on' | 'off'>) {
    this.#sources = sources;
    for (const source of sources) {
      this.#life.own(source);
      this.#life.add(
        source.events.on('changed', () => {
          this.events.emit('sourcesChanged', this.states());
        }),
      );
      this.#life.add(
        source.events.on('pressed', (press) => {
          this.events.emit('pressed', { source: source.state.source, ...press });
        }),
      );
    }
    const released = (): void => {
      this.events.emit('released', null);
    };
    power.on('suspend', released);
    power.on('lock-screen', released);
    this.#life.add(() => {
      power.off('suspend', released);
      power.off('lock-screen', released);
    });
  }

  states(): SourceState[] {
    return this.#sources.map(({ state }) => state);
  }

  want(keys: WantedKeys): void {
    for (const source of this.#sources) {
      source.want(keys);
    }
  }

  close(): void {
    this.#life.end();
  }
}
