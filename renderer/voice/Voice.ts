import { AppError, type ErrorCode } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import type { ChannelId, PeerId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { ClientQuality } from '../../common/quality.ts';
import type { Welcome } from '../../common/signaling.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import { Attempts } from './Attempts.ts';
import { ChannelSettings } from './ChannelSettings.ts';
import { passes, waitBefore } from './comeback.ts';
import { CLICKED, Entrance, RETURNING, type Approach } from './Entrance.ts';
import type { Hearing } from './Hearing.ts';
import type { MicTrack } from './MicTrack.ts';
import { OwnVoice } from './OwnVoice.ts';
import type { SessionEnd, VoiceSession } from './VoiceSession.ts';
import type { AudioSettings, VoiceChoice, VoiceState } from './VoiceState.ts';

interface VoiceEvents {
  stateChanged: { state: VoiceState };
  /** Something to be told that does not end the call. */
  problemRaised: { error: AppError; /** That could not be switched to. */ channelId: ChannelId | undefined };
  problemSolved: { code: ErrorCode };
  /** How the call went in the last seconds. */
  qualityMeasured: { quality: ClientQuality };
}

/**
 * The person's voice on one server, over all calls: which channel is wanted, the session that gives it, and the way
 * back when it breaks. One attempt is current at a time; a newer click ends the older attempt.
 */
export class Voice implements Closable {
  readonly events = new Emitter<VoiceEvents>();
  readonly own: OwnVoice;
  readonly #server: ServerSession;
  readonly #lifetime = new Lifetime();
  readonly #entrance: Entrance;
  readonly #channels: ChannelSettings;
  readonly #attempts: Attempts;
  #state: VoiceState = { kind: 'idle' };
  #session: VoiceSession | undefined;
  /** Left while the connection was away: the server is told with the next one. */
  #forsaken: PeerId | undefined;

  /** @param hearing how everybody is heard; borrowed */
  constructor(server: ServerSession, settings: AudioSettings, choice: VoiceChoice, hearing: Hearing) {
    this.#server = server;
    const life = this.#lifetime;
    life.add(() => {
      this.events.clear();
    });
    this.#entrance = life.own(new Entrance(server, hearing));
    this.#entrance.ground.setGain(settings.outputGain);
    this.#entrance.ground.setDeafened(choice.deafened);
    this.own = life.own(new OwnVoice(settings, choice));
    this.#channels = life.own(new ChannelSettings(server)); // hears of a welcome before it is acted upon
    this.#attempts = life.own(new Attempts());
    life.add(() => {
      this.#session?.close();
    });
    this.#listen();
  }

  get state(): VoiceState {
    return this.#state;
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

  choose(choice: VoiceChoice): void {
    this.own.choose(choice);
    this.#entrance.ground.setDeafened(choice.deafened);
    this.#session?.transmission.applyChoice(choice);
  }

  configure(settings: AudioSettings): void {
    this.own.configure(settings);
    this.#entrance.ground.setGain(settings.outputGain);
  }

  /** After a click: the browser lets us be heard from then on. */
  resumePlayback(): void {
    this.#entrance.ground.resumePlayback();
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
    this.#channels.events.on('opusChanged', ({ channelId, opus }) => {
      if (this.#session?.channelId === channelId) {
        this.#session.transmission.setOpus(opus);
      }
    });
    const { ground } = this.#entrance;
    ground.events.on('playbackRefused', () => {
      this.#raise(new AppError('playback_blocked', 'the browser does not let the page be heard yet'));
    });
    ground.events.on('playbackAllowed', () => {
      this.events.emit('problemSolved', { code: 'playback_blocked' });
    });
    this.own.events.on('transmittingChanged', ({ transmitting, sinceMs }) => {
      this.#session?.transmission.setTransmitting(transmitting, sinceMs);
    });
    this.own.events.on('troubled', ({ error }) => {
      this.#raise(error);
    });
  }

  #welcome(welcome: Welcome): void {
    this.#entrance.ground.lay(welcome);
    const state = this.#state;
    if (state.kind === 'reconnecting') {
      if (this.#session?.channelId === state.channelId) {
        this.#resume(this.#session);
      } else {
        this.#begin(state.channelId, RETURNING);
      }
    } else if (this.#forsaken !== undefined) {
      this.#forsake(this.#forsaken);
    }
    this.#forsaken = undefined;
  }

  /** Until the server's grace is over the others would see a person who has left. */
  #forsake(peerId: PeerId): void {
    const { signaling } = this.#server;
    signaling
      .request('resumeVoice', { peerId })
      .catch(() => undefined) // the peer is gone, and this person perhaps still expected back
      .then(() => (this.#state.kind === 'idle' ? signaling.request('leaveVoice', {}) : undefined))
      .catch(() => undefined); // gone already
  }

  #begin(channelId: ChannelId, how: Approach): void {
    const signal = this.#attempts.begin();
    this.#enter({ kind: how.returning ? 'reconnecting' : 'joining', channelId });
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
      this.#raise(error, channelId);
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
    session.events.on('troubled', ({ error }) => {
      this.#raise(error);
    });
    before?.close();
    this.own.setServerMuted(session.serverMuted);
    session.transmission.setTransmitting(this.own.transmitting);
    this.#enter({ kind: 'connected', channelId: session.channelId, health: session.health });
    session.transmission.applyChoice(this.own.choice); // it may have changed while the join was on its way
    void this.#produce(session, microphone);
  }

  /** The same peer on a new connection, or else a new one in its place. */
  #resume(session: VoiceSession): void {
    const signal = this.#attempts.begin();
    const { channelId } = session;
    session.resume(this.own.choice, signal).then(
      () => {
        if (this.#session === session && !signal.aborted) {
          this.#enter({ kind: 'connected', channelId, health: session.health });
          session.transmission.setOpus(this.#channels.opusOf(channelId)); // told while the connection was away
          void this.#produce(session, this.own.microphone); // had the connection been lost before that was answered
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

  /** The track is produced at once, silent or not: the device's sound joins it when the browser gives it. */
  async #produce(session: VoiceSession, microphone: MicTrack | undefined): Promise<void> {
    try {
      if (microphone !== undefined) {
        await session.transmission.produce(microphone.track, this.#channels.opusOf(session.channelId));
        session.transmission.applyChoice(this.own.choice);
      }
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.code === 'producer_exists') {
        this.#ended(session, { reason: 'media_failed', rejoin: true, peerStays: true }); // one that is not ours to use
      } else if (!session.ended) {
        this.#raise(error);
      }
    }
  }

  /** The server ended the peer, or the media cannot be mended from here. */
  #ended(session: VoiceSession, { reason, rejoin, peerStays, moveTo }: SessionEnd): void {
    if (this.#session !== session) {
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
    if (reason === 'removed') {
      this.#raise(new AppError('removed_from_call', 'a moderator ended it'));
    } else if (reason === 'moved') {
      this.#raise(new AppError('call_moved', 'the call went on at another device'));
    }
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

  #dropSession(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  #raise(error: AppError, channelId?: ChannelId): void {
    if (error.code !== 'cancelled' && error.code !== 'disconnected') {
      this.events.emit('problemRaised', { error, channelId });
    }
  }

  #enter(state: VoiceState): void {
    this.#state = state;
    this.events.emit('stateChanged', { state });
  }
}
