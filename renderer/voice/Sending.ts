import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import type { ChannelId } from '../../common/ids.ts';
import type { Closable } from '../../common/lifetime.ts';
import type { ChannelSettings } from './ChannelSettings.ts';
import type { MicTrack } from './MicTrack.ts';
import type { OwnVoice } from './OwnVoice.ts';
import type { VideoCall } from './video/VideoCall.ts';
import type { VoiceSession } from './VoiceSession.ts';

interface SendingEvents {
  /** The server has a producer of this peer's that is not ours to use: only a new peer helps. */
  blocked: { session: VoiceSession };
  troubled: { error: AppError };
}

/** What this person sends in calls, voice and pictures, into the session that stands. Outlives sessions. */
export class Sending implements Closable {
  readonly events = new Emitter<SendingEvents>();
  readonly #own: OwnVoice;
  readonly #video: VideoCall;
  readonly #channels: ChannelSettings;
  #session: VoiceSession | undefined;

  /** All of them borrowed, and no longer lived than this. */
  constructor(own: OwnVoice, video: VideoCall, channels: ChannelSettings) {
    this.#own = own;
    this.#video = video;
    this.#channels = channels;
    own.events.on('transmittingChanged', ({ transmitting, sinceMs }) => {
      this.#session?.transmission.setTransmitting(transmitting, sinceMs);
    });
    own.events.on('serverMuteChanged', ({ serverMuted }) => {
      if (!serverMuted && this.#session !== undefined) {
        void this.#produce(this.#session, own.microphone); // who came without being allowed to speak has sent none
      }
    });
    video.events.on('troubled', (troubled) => {
      this.events.emit('troubled', troubled);
    });
    channels.events.on('opusChanged', ({ channelId, opus }) => {
      if (this.#session?.channelId === channelId) {
        this.#own.setMusic(opus.stereo);
        this.#session.transmission.setOpus(opus);
      }
    });
  }

  /** Whether there still is such a channel. */
  knows(channelId: ChannelId): boolean {
    return this.#channels.has(channelId);
  }

  /** On the way into a channel, out of none: the microphone is opened as it will be sent there. */
  expect(channelId: ChannelId): void {
    if (this.#session === undefined) {
      this.#own.setMusic(this.#channels.opusOf(channelId).stereo);
    }
  }

  /** Into this session from now on. */
  enter(session: VoiceSession, microphone: MicTrack): void {
    this.#session = session;
    const { transmission } = session;
    this.#own.setServerMuted(session.serverMuted);
    this.#own.setMusic(this.#channels.opusOf(session.channelId).stereo);
    transmission.setTransmitting(this.#own.transmitting);
    transmission.applyChoice(this.#own.choice); // it may have changed while the join was on its way
    this.#video.attach(transmission.video);
    void this.#produce(session, microphone);
  }

  /** The session goes on with a new connection: what was chosen, started, ended or not answered meanwhile is made up for. */
  resume(session: VoiceSession): void {
    const opus = this.#channels.opusOf(session.channelId);
    this.#own.setMusic(opus.stereo);
    session.transmission.setOpus(opus);
    this.#video.attach(session.transmission.video);
    void this.#produce(session, this.#own.microphone);
  }

  /** There is no session to send into. */
  leave(): void {
    this.#session = undefined;
    this.#video.attach(undefined);
  }

  close(): void {
    this.#session = undefined;
    this.events.clear();
  }

  /** The track is produced at once, silent or not: the device's sound joins it when the browser gives it. */
  async #produce(session: VoiceSession, microphone: MicTrack | undefined): Promise<void> {
    try {
      if (microphone !== undefined) {
        await session.transmission.produce(microphone.track, this.#channels.opusOf(session.channelId));
        session.transmission.applyChoice(this.#own.choice);
      }
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.code === 'producer_exists') {
        this.events.emit('blocked', { session });
      } else if (!session.ended && !(error.code === 'forbidden' && this.#own.serverMuted)) {
        this.events.emit('troubled', { error });
      }
    }
  }
}
