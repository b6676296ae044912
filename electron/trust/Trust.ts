import { AppError } from '../../common/errors.ts';
import type { IpcData } from '../../common/ipc.ts';
import type { Meeting } from '../../common/ipc/trust.ts';
import type { Answers } from '../ipc/answerCalls.ts';
import { judge } from './judge.ts';
import { lookAt, type Shown } from './lookAt.ts';
import type { Pins } from './Pins.ts';

interface Seen extends Shown {
  readonly origin: string;
}

/** Meets servers before the page goes there, and keeps whom the person trusts. */
export class Trust {
  readonly #pins: Pins;
  readonly #trusted: () => void;
  readonly #lookAt: typeof lookAt;
  /** What each address showed last. */
  readonly #seen = new Map<string, string>();

  /** @param trusted told when there is somebody more to trust, before the page hears of it */
  constructor(pins: Pins, trusted: () => void, look: typeof lookAt = lookAt) {
    this.#pins = pins;
    this.#trusted = trusted;
    this.#lookAt = look;
  }

  /** @throws AppError `server_unreachable` when no address answers */
  async meet({ origins, promised, by }: IpcData<'trust.meet'>): Promise<Meeting> {
    const { origin, fingerprint, vouched } = await this.#find(origins, promised);
    const host = hostOf(origin);
    this.#seen.set(host, fingerprint);
    const { trusted } = this.#pins;
    const verdict = judge({ seen: fingerprint, promised, pinned: this.#pins.of(host), trusted, vouched });
    const invited = verdict === 'first' && by === 'invite' && promised !== undefined;
    // What authorities vouch for may change with every renewal: nothing to hold it to.
    if (invited || (verdict === 'known' && !vouched)) {
      this.#pin(host, fingerprint);
    }
    return { origin, fingerprint, vouched, verdict: invited ? 'known' : verdict };
  }

  /** @throws AppError `not_found` for what no meeting has shown */
  accept({ origin, fingerprint }: IpcData<'trust.accept'>): void {
    const host = hostOf(origin);
    if (this.#seen.get(host) !== fingerprint) {
      throw new AppError('not_found', 'this certificate was not seen there');
    }
    this.#pin(host, fingerprint);
  }

  /** The party that this very app runs. */
  trustOwn(url: string, fingerprint: string): void {
    this.#pin(hostOf(url), fingerprint);
  }

  #pin(host: string, fingerprint: string): void {
    this.#pins.set(host, fingerprint);
    this.#trusted();
  }

  /** The first address that shows what was promised, or that answers; the others are forgotten. */
  async #find(origins: readonly string[], promised: string | undefined): Promise<Seen> {
    const looks = origins.map(async (origin): Promise<Seen> => ({ origin, ...(await this.#lookAt(origin)) }));
    try {
      return await Promise.any(
        looks.map(async (look) => {
          const seen = await look;
          if (promised !== undefined && seen.fingerprint !== promised) {
            throw new AppError('not_found', 'somebody else');
          }
          return seen;
        }),
      );
    } catch {
      // Nobody, or somebody else at every address.
      const settled = await Promise.allSettled(looks);
      const other = settled.find((result) => result.status === 'fulfilled');
      if (other === undefined) {
        throw new AppError('server_unreachable', 'no address answers');
      }
      return other.value;
    }
  }
}

/** With the port, even where it goes without saying. */
const hostOf = (origin: string): string => {
  const { hostname, port } = new URL(origin);
  return `${hostname}:${port === '' ? '443' : port}`;
};

export const trustAnswers = (trust: Trust): Answers<'trust'> => ({
  'trust.meet': (meeting) => trust.meet(meeting),
  'trust.accept': (accepted) => {
    trust.accept(accepted);
  },
});
