import { Emitter } from '../../common/emitter.ts';
import type { MemberId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { ClientQuality } from '../../common/quality.ts';
import { compare, look, type QualityLook } from './quality.ts';
import {
  decibels,
  lookAtStreams,
  streamsOf,
  wayOf,
  type StreamLook,
  type StreamReport,
  type WayReport,
} from './streams.ts';
import { transportsOf, type TransportReport } from './transports.ts';
import type { VoiceSession } from './VoiceSession.ts';

/** A stream and whose it is; undefined for one's own, and for a place of the floor that nobody has. */
export interface OwnedStream extends StreamReport {
  readonly memberId: MemberId | undefined;
}

export interface ConnectionReport {
  /** Of the last second. */
  readonly quality: ClientQuality;
  readonly way: WayReport;
  readonly streams: readonly OwnedStream[];
  /** The receiving one and the sending one. */
  readonly transports: readonly TransportReport[];
}

interface ConnectionProbeEvents {
  measured: { report: ConnectionReport };
}

const EVERY_MS = 1_000;

/** Looks closely at a call every second, while somebody watches. Borrows the sessions it is shown. */
export class ConnectionProbe implements Closable {
  readonly events = new Emitter<ConnectionProbeEvents>();
  readonly #lifetime = new Lifetime();
  readonly #session: () => VoiceSession | undefined;
  #before: { readonly of: VoiceSession; readonly quality: QualityLook; readonly streams: StreamLook } | undefined;

  /** @param session the one there is now; another after a rejoin */
  constructor(session: () => VoiceSession | undefined) {
    this.#session = session;
    const timer = setInterval(() => {
      void this.#measure();
    }, EVERY_MS);
    this.#lifetime.add(() => {
      clearInterval(timer);
      this.events.clear();
    });
    void this.#measure();
  }

  close(): void {
    this.#lifetime.end();
  }

  async #measure(): Promise<void> {
    const session = this.#session();
    if (session === undefined) {
      return;
    }
    try {
      const reports = await session.getStats();
      const atMs = performance.now();
      const before = this.#before?.of === session ? this.#before : undefined;
      const now = { of: session, quality: look(atMs, reports), streams: lookAtStreams(atMs, reports) };
      this.#before = now;
      if (before !== undefined && !this.#lifetime.ended) {
        const streams = streamsOf(now.streams, before.streams)
          .map((stream) => own(stream, session))
          .filter(isOfSomebody);
        const report = {
          quality: compare(before.quality, now.quality),
          way: wayOf(now.streams),
          streams,
          transports: transportsOf(reports),
        };
        this.events.emit('measured', { report });
      }
    } catch {
      // A transport that closes under the question: the call is over, or there is another second to look in.
    }
  }
}

/** With whose it is, and how loud its sender says it is. */
function own(stream: StreamReport, session: VoiceSession): OwnedStream {
  const { trackId, kind } = stream;
  if (trackId === undefined) {
    return { ...stream, memberId: undefined };
  }
  if (kind === 'video') {
    return { ...stream, memberId: session.seenBy(trackId) };
  }
  const audio = session.audioOf(trackId);
  if (audio === undefined) {
    return { ...stream, memberId: undefined };
  }
  const flows = stream.levelDb !== null;
  return { ...stream, memberId: audio.memberId, levelDb: flows ? decibels(audio.level) : null };
}

/** Without a person there is one received picture: what mediasoup probes the bandwidth with, which nobody sees. */
const isOfSomebody = ({ direction, kind, memberId }: OwnedStream): boolean =>
  direction === 'sent' || kind === 'audio' || memberId !== undefined;
