import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import type { ChannelId, PeerId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Welcome } from '../../common/signaling.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import { Attempts } from './Attempts.ts';
import { ChannelSettings } from './ChannelSettings.ts';
import type { Cue } from './cues/cues.ts';
import { FRUITLESS_MAX, passes, waitBefore } from './comeback.ts';
import { CLICKED, Entrance, RETURNING, type Approach } from './Entrance.ts';
import { forsake } from './forsake.ts';
import type { Borrowed } from './Ground.ts';
import type { MicTrack } from './MicTrack.ts';
import { OwnVoice } from './OwnVoice.ts';
import { raise, tellOfEnd, tellOfSound } from './problems.ts';
import { Sending } from './Sending.ts';
import { SleepWatch } from './SleepWatch.ts';
import { VideoCall } from './video/VideoCall.ts';
import type { VoiceEvents } from './VoiceEvents.ts';
import type { SessionEnd, VoiceGround, VoiceSession } from './VoiceSession.ts';
import type { AudioSettings, OwnSettings, VoiceChoice, VoiceState } from './VoiceState.ts';

/**
 * The person's voice on one server, over all calls: which channel is wanted, the session that gives it, and the way
 * back when it breaks. One attempt is current at a time; a newer click ends the older attempt.
 */
export class Voice implements Closable {
  readonly events = new Emitter<VoiceEvents>();
  readonly own: OwnVoice;
  readonly video: VideoCall;
  readonly #server: ServerSession;
  readonly #lifetime = new Lifetime();
  readonly #entrance: Entrance;
  readonly #sending: Sending;
  readonly #attempts: Attempts;
  readonly #sleep: SleepWatch;
  #state: VoiceState = { kind: 'idle' };
  #session: VoiceSession | undefined;
  /** Left while the connection was away: the server is told with the next one. */
  #forsaken: PeerId | undefined;
  /** Sessions in a row whose transports never connected. */
  #fruitless = 0;

  /** What is borrowed outlives this. */
  constructor(server: ServerSession, { audio, video }: OwnSettings, choice: VoiceChoice, borrowed: Borrowed) {
    this.#server = server;
    const life = this.#lifetime;
    life.add(() => {
      this.events.clear();
    });
    this.#entrance = life.own(new Entrance(server, borrowed));
    this.#entrance.ground.configure(audio);
    this.#entrance.ground.setDeafened(choice.deafened);
    this.own = life.own(new OwnVoice(audio, choice, borrowed.devices));
    this.video = life.own(new VideoCall(video, this.#entrance.ground.viewing, borrowed.devices, borrowed.native));
    const channels = life.own(new ChannelSettings(server)); // hears of a welcome before it is acted upon
    this.#sending = life.own(new Sending(this.own, this.video, channels));
    this.#attempts = life.own(new Attempts());
    this.#sleep = life.own(new SleepWatch());
    life.add(() => {
      this.#session?.close();
    });
    this.#listen();
  }

  get state(): VoiceState {
    return this.#state;
  }

  /** The call as it stands, for those who look into it. */
  get session(): VoiceSession | undefined {
    return this.#session;
  }

  /** A pointer or the focus approaches a channel: what a join needs is made ready, bounded to one channel. */
  prepare(channelId: ChannelId): void {
    const { kind } = this.#state;
    const current = this.#state.kind === 'idle' ? undefined : this.#state.channelId;
    if (kind !== 'joining' && kind !== 'reconnecting' && kind !== 'leaving' && current !== channelId) {
      this.#entrance.prepare(channelId);
    }
  }

  /** Joins, or switches; again for the channel one is in (or on the way to) does nothing. */
  join(channelId: ChannelId, moveHere = false): void {
    const state = this.#state;
    if (state.kind !== 'idle' && state.kind !== 'failed' && state.kind !== 'leaving' && state.channelId === channelId) {
      return;
    }
    if (this.#session !== undefined && this.#server.welcome === undefined) {
      this.#enter({ kind: 'reconnecting', channelId }); // there, then, when there is a connection again
      return;
    }
    this.#fruitless = 0;
    this.#begin(channelId, { ...CLICKED, moveHere });
  }

  leave(): void {
    const state = this.#state;
    if (state.kind === 'idle' || state.kind === 'leaving') {
      return;
    }
    const { peerId } = this.#session ?? {};
    this.#attempts.close();
    this.#dropSession();
    this.own.closeMicrophone();
    if (this.#server.welcome === undefined) {
      this.#forsaken = peerId;
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

  /** New transports for the call that stands, which goes on as it is until they do; does nothing outside of one. */
  reconnect(): void {
    const session = this.#session;
    if (session !== undefined && this.#server.welcome !== undefined) {
      this.#begin(session.channelId, { ...RETURNING, replaces: session.peerId });
    }
  }

  choose(choice: VoiceChoice): void {
    this.own.choose(choice);
    this.#entrance.ground.setDeafened(choice.deafened);
    this.#session?.transmission.applyChoice(choice);
  }

  configure(settings: AudioSettings): void {
    this.own.configure(settings);
    this.#entrance.ground.configure(settings);
  }

  /** After a click: the browser lets us be heard from then on. */
  resumePlayback(): void {
    this.#entrance.ground.resumePlayback();
  }

  /** What calls are made on, for those who try something out. @throws AppError as `Entrance.stand` */
  async stand(): Promise<VoiceGround> {
    return this.#entrance.stand();
  }

  /** Heard here only. @param volume 0 to 1 */
  playCue(cue: Cue, volume: number): void {
    this.#entrance.ground.mixer?.cues.play(cue, volume);
  }

  close(): void {
    this.#lifetime.end();
  }

  #listen(): void {
    const { events } = this.#server;
    this.#lifetime.add(
      events.on('welcomed', ({ welcome }) => {
        this.#welcome(welcome);
      }),
    );
    this.#lifetime.add(
      events.on('lost', () => {
        this.#lose();
      }),
    );
    this.#lifetime.add(
      this.#server.signaling.events.on('leaving', () => {
        // The end of a connection ends the call that it has; this one is only expected back in one.
        if (this.#state.kind === 'reconnecting' && this.#server.welcome !== undefined) {
          this.#server.signaling.request('leaveVoice', {}).catch(() => undefined); // nobody is here to be told
        }
      }),
    );
    this.#sleep.events.on('slept', () => {
      const { state } = this;
      if (state.kind !== 'idle' && state.kind !== 'failed' && state.kind !== 'leaving') {
        this.#giveUp(state.channelId, new AppError('call_slept', 'the device slept through the call'));
      }
    });
    tellOfSound(this.events, this.#entrance.ground, this.own, this.video);
    this.#sending.events.on('troubled', this.#troubled);
    this.#sending.events.on('blocked', ({ session }) => {
      this.#ended(session, { reason: 'media_failed', rejoin: true, peerStays: true, carried: true });
    });
  }

  #welcome(welcome: Welcome): void {
    this.#sleep.look(); // what ended long ago does not begin anew
    void this.#entrance.ground.lay(welcome);
    const state = this.#state;
    if (state.kind === 'reconnecting') {
      if (this.#session?.channelId === state.channelId) {
        this.#resume(this.#session);
      } else {
        this.#begin(state.channelId, RETURNING);
      }
    } else if (this.#forsaken !== undefined) {
      forsake(this.#server.signaling, this.#forsaken, () => ['idle', 'failed'].includes(this.#state.kind));
    }
    this.#forsaken = undefined;
  }

  #begin(channelId: ChannelId, how: Approach): void {
    const signal = this.#attempts.begin();
    this.#enter({ kind: how.returning ? 'reconnecting' : 'joining', channelId });
    this.#sending.expect(channelId);
    this.#entrance.join(channelId, this.own, how, signal).then(
      ({ session, microphone }) => {
        this.#adopt(session, microphone);
      },
      (thrown: unknown) => {
        if (!signal.aborted) {
          this.#miss(channelId, how, AppError.from(thrown));
        }
      },
    );
  }

  /** An attempt failed. */
  #miss(channelId: ChannelId, how: Approach, error: AppError): void {
    if (how.returning && passes(error.code)) {
      this.#later(channelId, { ...how, tries: how.tries + 1 });
    } else if (this.#session !== undefined && !how.returning) {
      // The call that stands goes on.
      this.#enter({ kind: 'connected', channelId: this.#session.channelId, health: this.#session.health });
      raise(this.events, error, channelId);
    } else {
      this.#dropSession();
      this.own.closeMicrophone();
      this.#enter({ kind: 'failed', channelId, error });
    }
  }

  /** Comes back after a wait; without a connection, `welcomed` will begin anew. */
  #later(channelId: ChannelId, how: Approach): void {
    this.#attempts.later(waitBefore(how.tries), () => {
      if (this.#server.welcome !== undefined) {
        this.#begin(channelId, how);
      }
    });
  }

  #adopt(session: VoiceSession, microphone: MicTrack): void {
    const before = this.#session;
    this.#session = session;
    session.events.on('healthChanged', ({ health }) => {
      if (this.#state.kind === 'connected') {
        this.#enter({ kind: 'connected', channelId: session.channelId, health });
      }
    });
    session.events.on('serverMuteChanged', ({ serverMuted }) => {
      this.own.setServerMuted(serverMuted);
    });
    session.events.on('qualityMeasured', (measured) => {
      this.events.emit('qualityMeasured', measured);
    });
    session.events.on('ended', (ended) => {
      this.#ended(session, ended);
    });
    session.events.on('troubled', this.#troubled);
    before?.close();
    this.#sending.enter(session, microphone);
    this.#enter({ kind: 'connected', channelId: session.channelId, health: session.health });
  }

  /** The same peer on a new connection, or else a new one in its place. */
  #resume(session: VoiceSession): void {
    const signal = this.#attempts.begin();
    const { channelId } = session;
    session.resume(this.own.choice, signal).then(
      () => {
        if (this.#session === session && !signal.aborted) {
          this.#enter({ kind: 'connected', channelId, health: session.health });
          this.#sending.resume(session);
        }
      },
      (thrown: unknown) => {
        if (!signal.aborted) {
          const { code } = AppError.from(thrown);
          this.#dropSession();
          this.#begin(channelId, { ...RETURNING, replaces: code === 'peer_not_found' ? undefined : session.peerId });
        }
      },
    );
  }

  /** The server ended the peer, or the media cannot be mended from here. */
  #ended(session: VoiceSession, { reason, rejoin, peerStays, carried, moveTo, forbidden }: SessionEnd): void {
    if (this.#session !== session) {
      return;
    }
    this.#fruitless = carried ? 0 : this.#fruitless + 1;
    if (this.#fruitless >= FRUITLESS_MAX) {
      this.#giveUp(session.channelId, new AppError('ice_failed', 'no transport ever connected'));
      return;
    }
    this.#dropSession();
    if (rejoin) {
      this.#begin(session.channelId, { ...RETURNING, replaces: peerStays ? session.peerId : undefined });
      return;
    }
    if (moveTo !== undefined) {
      this.#begin(moveTo, { ...CLICKED, moveHere: true });
      return;
    }
    this.own.closeMicrophone();
    this.#enter({ kind: 'idle' });
    tellOfEnd(this.events, reason, { there: this.#sending.knows(session.channelId), forbidden });
  }

  /** The connection is lost. The call's media have a way of their own and go on, while another is looked for. */
  #lose(): void {
    this.#entrance.dropPrepared();
    const state = this.#state;
    if (state.kind === 'idle' || state.kind === 'failed') {
      return;
    }
    this.#attempts.close();
    this.#enter(state.kind === 'leaving' ? { kind: 'idle' } : { kind: 'reconnecting', channelId: state.channelId });
  }

  /** Ends the call here and at the server, and says why. */
  #giveUp(channelId: ChannelId, error: AppError): void {
    this.leave();
    this.#enter({ kind: 'failed', channelId, error });
  }

  #dropSession(): void {
    this.#sending.leave();
    this.#session?.close();
    this.#session = undefined;
  }

  readonly #troubled = ({ error }: { error: AppError }): void => {
    raise(this.events, error);
  };

  #enter(state: VoiceState): void {
    this.#state = state;
    this.video.follow(state);
    this.events.emit('stateChanged', { state });
  }
}
