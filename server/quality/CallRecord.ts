import type { ChannelId, PeerId } from '../../common/ids.ts';
import type { LeaveReason } from '../../common/quality.ts';
import type { VisitJournal } from '../community/VisitJournal.ts';
import type { MeasuredPeer } from './MeasuredPeer.ts';
import type { QualityBoard } from './QualityBoard.ts';

/** Someone is live in a voice channel from now on. */
export interface Entered {
  readonly peer: MeasuredPeer;
  /** As it is now. */
  readonly memberName: string;
  readonly channelId: ChannelId;
  /** Unix time in milliseconds. */
  readonly atMs: number;
}

/** What is remembered of calls: how well each goes, while it lasts, and who was where, for good. */
export class CallRecord {
  readonly #board: QualityBoard;
  readonly #visits: VisitJournal;
  readonly #inside = new Set<PeerId>();

  constructor(board: QualityBoard, visits: VisitJournal) {
    this.#board = board;
    this.#visits = visits;
  }

  entered({ peer, memberName, channelId, atMs }: Entered): void {
    this.#inside.add(peer.id);
    this.#board.add(peer, channelId);
    this.#visits.began(peer.id, { memberId: peer.memberId, memberName, channelId, fromMs: atMs });
  }

  /** A switch is an exit (`moved`) and an entry of another peer; coming back to the same peer is neither. */
  exited(peerId: PeerId, reason: LeaveReason, atMs: number): void {
    if (this.#inside.delete(peerId)) {
      this.#visits.ended(peerId, { toMs: atMs, reason, worstLossPercent: this.#board.remove(peerId) });
    }
  }

  /** The server ends: so do all visits. */
  end(atMs: number): void {
    for (const peerId of this.#inside) {
      this.exited(peerId, 'server_stopping', atMs);
    }
  }
}
