import { AppError, type ErrorCode } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import type { ChannelId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import { DEFAULT_OPUS, type OpusSettings } from '../../common/community.ts';
import type { Welcome } from '../../common/signaling.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import { Ground, type Footing } from './Ground.ts';
import type { MicTrack } from './MicTrack.ts';
import { OwnVoice } from './OwnVoice.ts';
import { Preparation } from './Preparation.ts';
import type { VoiceSession, VoiceGround } from './VoiceSession.ts';
import type { AudioSettings, VoiceChoice, VoiceState } from './VoiceState.ts';

interface VoiceEvents {
  stateChanged: { state: VoiceState };
  /** Something to be told that does not end the call. */
  problemRaised: { error: AppError };
  problemSolved: { code: ErrorCode };
}

/** Waits between attempts to come back, the last one repeating. */
const RETRY_WAITS_MS = [0, 500, 1_000, 2_000, 4_000];

/** Failures that waiting may cure; with any other, coming back by itself would only repeat it. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'timeout',
  'disconnected',
  'server_unreachable',
  'rate_limited',
  'media_unavailable',
  'server_stopping',
  'peer_not_found',
  'internal',
]);

/**
 * The person's voice on one server, over all calls: which channel is wanted, the session that gives it, and the way
 * back when it breaks. One attempt is current at a time; a newer click ends the older attempt.
 */
export class Voice implements Closable {
  readonly events = new Emitter<VoiceEvents>();
  readonly own: OwnVoice;
  readonly #server: ServerSession;
  readonly #lifetime = new Lifetime();
  readonly #preparation: Preparation;
  readonly #ground: Ground;
  #channels: Welcome['channels'] = [];
  #state: VoiceState = { kind: 'idle' };
  #session: VoiceSession | undefined;
  #attempt: AbortController | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(server: ServerSession, settings: AudioSettings, choice: VoiceChoice) {
    this.#server = server;
    const life = this.#lifetime;
    life.add(() => {
      this.events.clear();
    });
    this.#ground = life.own(new Ground());
    this.#ground.setGain(settings.outputGain);
    this.#ground.setDeafened(choice.deafened);
    this.own = life.own(new OwnVoice(settings, choice));
    this.#preparation = life.own(new Preparation());
    life.add(() => {
      this.#endAttempt();
      this.#session?.close();
    });
    life.add(
      server.events.on('welcomed', ({ welcome }) => {
        this.#welcome(welcome);
      }),
    );
    life.add(
      server.events.on('lost', () => {
        this.#lose();
      }),
    );
    this.#listen();
  }

  get state(): VoiceState {
    return this.#state;
  }

  /** A pointer or the focus approaches a channel: what a join needs is made ready, bounded to one channel. */
  prepare(channelId: ChannelId): void {
    const { kind } = this.#state;
    const current = this.#state.kind === 'idle' ? undefined : this.#state.channelId;
    if (kind === 'joining' || kind === 'reconnecting' || kind === 'leaving' || current === channelId) {
      return;
    }
    const { footing } = this.#ground;
    if (footing !== undefined && this.#server.welcome !== undefined) {
      this.#preparation.start(channelId, this.#stand(footing));
    }
  }

  /** Joins, or switches; again for the channel one is in (or on the way to) does nothing. */
  join(channelId: ChannelId, moveHere = false): void {
    const state = this.#state;
    if (state.kind !== 'idle' && state.kind !== 'failed' && state.kind !== 'leaving' && state.channelId === channelId) {
      return;
    }
    this.#begin(channelId, { moveHere, tries: 0, returning: false });
  }

  leave(): void {
    const state = this.#state;
    if (state.kind === 'idle' || state.kind === 'leaving') {
      return;
    }
    this.#endAttempt();
    this.#dropSession();
    this.own.closeMicrophone();
    if (!this.#server.signaling.connected) {
      this.#enter({ kind: 'idle' });
      return;
    }
    this.#enter({ kind: 'leaving', channelId: state.channelId });
    const left = (): void => {
      if (this.#state.kind === 'leaving') {
        this.#enter({ kind: 'idle' });
      }
    };
    // The call is over here whatever the server answers: it drops the peer with the connection at the latest.
    this.#server.signaling.request('leaveVoice', {}).then(left, left);
  }

  choose(choice: VoiceChoice): void {
    this.own.choose(choice);
    this.#ground.setDeafened(choice.deafened);
    this.#session?.applyChoice(choice);
  }

  configure(settings: AudioSettings): void {
    this.own.configure(settings);
    this.#ground.setGain(settings.outputGain);
  }

  /** After a click: the browser lets us be heard from then on. */
  resumePlayback(): void {
    this.#ground.resumePlayback();
  }

  close(): void {
    this.#lifetime.end();
  }

  #welcome(welcome: Welcome): void {
    this.#channels = welcome.channels;
    this.#ground.lay(welcome);
    const state = this.#state;
    if (state.kind === 'reconnecting') {
      this.#begin(state.channelId, { moveHere: true, tries: 0, returning: true });
    }
  }

  async #stand(footing: Promise<Footing>): Promise<VoiceGround> {
    return { ...(await footing), signaling: this.#server.signaling };
  }

  #listen(): void {
    this.#ground.events.on('playbackRefused', () => {
      this.#raise(new AppError('playback_blocked', 'the browser does not let the page be heard yet'));
    });
    this.#ground.events.on('playbackAllowed', () => {
      this.events.emit('problemSolved', { code: 'playback_blocked' });
    });
    this.own.events.on('transmittingChanged', ({ transmitting }) => {
      this.#tellSpeaking(transmitting);
    });
    this.own.events.on('troubled', ({ error }) => {
      this.#raise(error);
    });
  }

  #begin(channelId: ChannelId, how: { moveHere: boolean; tries: number; returning: boolean }): void {
    this.#endAttempt();
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#enter({ kind: how.returning ? 'reconnecting' : 'joining', channelId });
    this.#connect(channelId, how.moveHere, attempt.signal).catch((thrown: unknown) => {
      if (attempt.signal.aborted) {
        return;
      }
      const error = AppError.from(thrown);
      if (how.returning && PASSING.has(error.code)) {
        this.#later(channelId, how.tries + 1);
      } else {
        this.#dropSession();
        this.own.closeMicrophone();
        this.#enter({ kind: 'failed', channelId, error });
      }
    });
  }

  /** Comes back after a wait; without a connection, `welcomed` will begin anew. */
  #later(channelId: ChannelId, tries: number): void {
    const waitMs = RETRY_WAITS_MS[Math.min(tries, RETRY_WAITS_MS.length - 1)] ?? 0;
    this.#retry = setTimeout(() => {
      if (this.#server.welcome !== undefined) {
        this.#begin(channelId, { moveHere: true, tries, returning: true });
      }
    }, waitMs);
  }

  async #connect(channelId: ChannelId, moveHere: boolean, signal: AbortSignal): Promise<void> {
    const { footing } = this.#ground;
    if (footing === undefined) {
      throw new AppError('disconnected', 'join without a connection');
    }
    const ground = await this.#stand(footing);
    signal.throwIfAborted();
    this.#ground.resumePlayback();
    const options = { choice: this.own.choice, moveHere, signal };
    const joining = this.#preparation.take(channelId, ground, options);
    const microphone = this.own.openMicrophone(ground.mixer);
    const session = await joining;
    if (signal.aborted) {
      session.close();
      return;
    }
    this.#adopt(session, microphone);
  }

  #adopt(session: VoiceSession, microphone: MicTrack): void {
    const before = this.#session;
    this.#session = session;
    session.events.on('healthChanged', ({ health }) => {
      this.#enter({ kind: 'connected', channelId: session.channelId, health });
    });
    session.events.on('ended', ({ reason, rejoin }) => {
      this.#ended(session, reason === 'moved', rejoin);
    });
    session.events.on('troubled', ({ error }) => {
      this.#raise(error);
    });
    this.#enter({ kind: 'connected', channelId: session.channelId, health: session.health });
    before?.close();
    session.applyChoice(this.own.choice); // it may have changed while the join was on its way
    void this.#produce(session, microphone);
  }

  /** The track is produced at once, silent or not: the device's sound joins it when the browser gives it. */
  async #produce(session: VoiceSession, microphone: MicTrack): Promise<void> {
    try {
      await session.produce(microphone, this.#opus(session.channelId), this.own.choice);
      session.applyChoice(this.own.choice);
      this.#tellSpeaking(this.own.transmitting);
    } catch (thrown) {
      if (!session.ended) {
        this.#raise(AppError.from(thrown));
      }
    }
  }

  #opus(channelId: ChannelId): OpusSettings {
    const channel = this.#channels.find(({ id }) => id === channelId);
    return channel?.kind === 'voice' ? channel.opus : DEFAULT_OPUS;
  }

  #tellSpeaking(speaking: boolean): void {
    if (this.#session?.producing === true && this.#server.signaling.connected) {
      // A lost speaking change is corrected by the next one, half a second later.
      this.#server.signaling.request('setSpeaking', { speaking }).catch(() => undefined);
    }
  }

  /** The server ended the peer, or the media cannot be mended from here. */
  #ended(session: VoiceSession, moved: boolean, rejoin: boolean): void {
    if (this.#session !== session) {
      return;
    }
    this.#dropSession();
    if (rejoin) {
      this.#begin(session.channelId, { moveHere: true, tries: 0, returning: true });
      return;
    }
    this.own.closeMicrophone();
    this.#enter({ kind: 'idle' });
    if (moved) {
      this.#raise(new AppError('call_moved', 'the call went on at another device'));
    }
  }

  /** The connection is lost, and with it the peer on the server. */
  #lose(): void {
    this.#preparation.drop();
    const state = this.#state;
    if (state.kind === 'idle' || state.kind === 'failed') {
      return;
    }
    this.#endAttempt();
    this.#dropSession();
    this.#enter(state.kind === 'leaving' ? { kind: 'idle' } : { kind: 'reconnecting', channelId: state.channelId });
  }

  #endAttempt(): void {
    this.#attempt?.abort();
    this.#attempt = undefined;
    clearTimeout(this.#retry);
  }

  #dropSession(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  #raise(error: AppError): void {
    if (error.code !== 'cancelled' && error.code !== 'disconnected') {
      this.events.emit('problemRaised', { error });
    }
  }

  #enter(state: VoiceState): void {
    this.#state = state;
    this.events.emit('stateChanged', { state });
  }
}
