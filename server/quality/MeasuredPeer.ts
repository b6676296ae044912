import type { MemberId, PeerId } from '../../common/ids.ts';
import type { ServerQuality } from '../../common/quality.ts';

/** A peer as far as its quality goes. */
export interface MeasuredPeer {
  readonly id: PeerId;
  readonly memberId: MemberId;
  /** How well it goes since the last look. @throws when the peer closed meanwhile */
  measure(): Promise<ServerQuality>;
}
