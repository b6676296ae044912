import { Emitter } from '../../common/emitter.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { MicrophoneTrace } from '../../common/trace.ts';
import { lookAtStreams, streamsOf } from './streams.ts';
import type { Voice } from './Voice.ts';
import type { VoiceSession } from './VoiceSession.ts';
import { walk, type HearingFacts, type Step } from './whyUnheard.ts';

interface UnheardProbeEvents {
  walked: { steps: readonly Step[]; facts: HearingFacts };
}

const EVERY_MS = 1_000;
/** Whoever reads along pauses between words: a link holds if it held within this. */
const RECENT_MS = 4_000;
const SILENCE_DB = -100;

interface Counted {
  readonly atMs: number;
  readonly sent: number;
  readonly arrived: number;
}

/** Looks every second where the own voice gets to, while somebody wants to know. Borrows the Voice. */
export class UnheardProbe implements Closable {
  readonly events = new Emitter<UnheardProbeEvents>();
  readonly #lifetime = new Lifetime();
  readonly #voice: Voice;
  readonly #thresholdDb: () => number;
  readonly #levels: { readonly atMs: number; readonly levelDb: number; readonly voice: boolean }[] = [];
  #counted: Counted[] = [];
  #session: VoiceSession | undefined;
  #looking = false;

  constructor(voice: Voice, thresholdDb: () => number) {
    this.#voice = voice;
    this.#thresholdDb = thresholdDb;
    const { own } = voice;
    this.#lifetime.add(
      own.events.on('levelMeasured', ({ levelDb }) => {
        this.#levels.push({ atMs: performance.now(), levelDb, voice: own.microphone?.voice === true });
      }),
    );
    const timer = setInterval(() => {
      void this.#look();
    }, EVERY_MS);
    this.#lifetime.add(() => {
      clearInterval(timer);
      this.events.clear();
    });
    void this.#look();
  }

  close(): void {
    this.#lifetime.end();
  }

  /** Never rejects: what cannot be known is a fact too. */
  async #look(): Promise<void> {
    if (this.#looking) {
      return; // a server that is slow to answer is not asked again meanwhile
    }
    this.#looking = true;
    const { session } = this.#voice;
    if (session !== this.#session) {
      this.#session = session;
      this.#counted = [];
    }
    const [trace, sent] = await Promise.all([
      session?.traceMicrophone().catch(() => undefined),
      session === undefined ? undefined : countSent(session),
    ]);
    this.#looking = false;
    if (!this.#lifetime.ended) {
      const facts = this.#facts(session, trace, sent);
      this.events.emit('walked', { steps: walk(facts), facts });
    }
  }

  #facts(session: VoiceSession | undefined, trace: MicrophoneTrace | undefined, sent: Sent | undefined): HearingFacts {
    const { own } = this.#voice;
    const nowMs = performance.now();
    const arrived = trace?.microphone?.packets ?? this.#counted.at(-1)?.arrived ?? 0;
    this.#counted.push({ atMs: nowMs, sent: sent?.packets ?? 0, arrived });
    forget(this.#counted, nowMs);
    forget(this.#levels, nowMs);
    const first = this.#counted[0];
    return {
      device: own.deviceState,
      loudestDb: Math.max(SILENCE_DB, ...this.#levels.map(({ levelDb }) => levelDb)),
      thresholdDb: this.#thresholdDb(),
      voice: this.#levels.some(({ voice }) => voice),
      muted: own.choice.muted,
      deafened: own.choice.deafened,
      serverMuted: own.serverMuted,
      uplink: session && {
        state: session.transmission.transport.connectionState,
        producing: session.transmission.producing,
        packetsSent: (sent?.packets ?? 0) - (first?.sent ?? 0),
        lossPercent: sent?.lossPercent ?? null,
      },
      server: trace && { trace, packets: arrived - (first?.arrived ?? 0) },
    };
  }
}

interface Sent {
  readonly packets: number;
  readonly lossPercent: number | null;
}

async function countSent(session: VoiceSession): Promise<Sent | undefined> {
  try {
    const stream = streamsOf(lookAtStreams(0, await session.getStats()), undefined).find(
      ({ direction, kind }) => direction === 'sent' && kind === 'audio',
    );
    return stream && { packets: stream.packets, lossPercent: stream.lossPercent };
  } catch {
    return undefined; // the transport closed under the question
  }
}

function forget(dated: { readonly atMs: number }[], nowMs: number): void {
  while ((dated[0]?.atMs ?? nowMs) < nowMs - RECENT_MS) {
    dated.shift();
  }
}
