import type { Member } from '../../common/community.ts';
import type { MemberId } from '../../common/ids.ts';
import { Pace } from '../../common/pace.ts';
import type { Closable } from '../../common/lifetime.ts';
import { ARRIVALS } from './limits.ts';

/** Company is waited for so long, even when there is no storm. */
const DELAY_MS = 10;

/** Who appears, goes idle or offline, gathered into batches; of each member the latest only. */
export class MemberFeed implements Closable {
  readonly #tell: (members: Member[]) => void;
  readonly #changed = new Map<MemberId, Member>();
  readonly #pace = new Pace(ARRIVALS.burst, ARRIVALS.intervalMs);
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(tell: (members: Member[]) => void) {
    this.#tell = tell;
  }

  add(member: Member): void {
    if (this.#closed) {
      return;
    }
    this.#changed.set(member.id, member);
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#pace.take(performance.now());
        const members = [...this.#changed.values()];
        this.#changed.clear();
        this.#tell(members);
      },
      Math.max(DELAY_MS, this.#pace.waitMs(performance.now())),
    );
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }
}
