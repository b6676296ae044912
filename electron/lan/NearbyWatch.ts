import { networkInterfaces } from 'node:os';
import type { Nearby } from '../../common/ipc/nearby.ts';
import type { Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import type { Answers } from '../ipc/answerCalls.ts';
import { Discovery } from './Discovery.ts';

/** Looks for parties while the window wants to know of them, and says nothing to any network otherwise. */
export class NearbyWatch implements Closable {
  readonly #tell: (nearby: Nearby) => void;
  readonly #local: boolean;
  readonly #log: Log;
  #discovery: Discovery | undefined;

  /** @param local whether everything stays on this machine */
  constructor(tell: (nearby: Nearby) => void, local: boolean, log: Log) {
    this.#tell = tell;
    this.#local = local;
    this.#log = log;
  }

  watch(): Nearby {
    const discovery = (this.#discovery ??= this.#open());
    return { links: discovery.linkCount, parties: discovery.parties };
  }

  close(): void {
    this.#discovery?.close();
    this.#discovery = undefined;
  }

  #open(): Discovery {
    const interfaces = this.#local ? () => ({}) : networkInterfaces;
    const discovery = Discovery.open({ log: this.#log, interfaces });
    discovery.events.on('partiesChanged', ({ parties }) => {
      this.#tell({ links: discovery.linkCount, parties: [...parties] });
    });
    return discovery;
  }
}

export const nearbyAnswers = (watch: NearbyWatch): Answers<'nearby'> => ({
  'nearby.watch': () => watch.watch(),
  'nearby.unwatch': () => {
    watch.close();
  },
});
