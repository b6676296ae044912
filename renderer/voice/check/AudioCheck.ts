import { Emitter } from '../../../common/emitter.ts';
import { AppError } from '../../../common/errors.ts';
import { Lifetime, type Closable, type Release } from '../../../common/lifetime.ts';
import type { ClientQuality } from '../../../common/quality.ts';
import type { Devices } from '../devices/Devices.ts';
import { OwnVoice } from '../OwnVoice.ts';
import type { VoiceGround } from '../VoiceSession.ts';
import type { AudioSettings } from '../VoiceState.ts';
import { ServerEcho, type EchoChannel } from './ServerEcho.ts';
import { testSound } from './testSound.ts';

/** How one hears oneself: from this device, or by way of the server. */
export type HeardBy = 'nothing' | 'device' | 'opening' | 'server';

interface AudioCheckEvents {
  heardByChanged: { heardBy: HeardBy };
  /** The way to the server and back, of the last second. */
  measured: { quality: ClientQuality };
  /** The server's part of it ended by itself: its time was over, or what broke. */
  echoEnded: { error: AppError | undefined };
  /** The test sound has been heard to its end, or was cut off. */
  tested: object;
}

/** Late enough to be told apart from the voice itself. */
const ECHO_DELAY_S = 0.4;

/**
 * A microphone and a speaker tried out before anybody else hears them, in a call or outside of one: a microphone of its own
 * by the same chain as that of a call, which can be heard from here or by way of the server, and a sound for the speaker.
 */
export class AudioCheck implements Closable {
  readonly events = new Emitter<AudioCheckEvents>();
  /** The microphone that is tried: nobody's mute holds for it. */
  readonly own: OwnVoice;
  readonly #lifetime = new Lifetime();
  readonly #ground: VoiceGround;
  #opening: AbortController | undefined;
  #endEcho: Release | undefined;
  #endTest: Release | undefined;

  /** @param ground borrowed, as `devices` are @param music whether the call is one for music */
  constructor(ground: VoiceGround, devices: Devices, settings: AudioSettings, music: boolean) {
    this.#ground = ground;
    this.own = this.#lifetime.own(new OwnVoice(heldOpen(settings), { muted: false, deafened: false }, devices));
    this.own.setMusic(music);
    this.#lifetime.add(() => {
      this.#hush();
      this.#endTest?.();
      this.events.clear();
    });
    ground.mixer.resume();
  }

  /** Asks for the microphone, or asks again; `own` tells how that went. @throws AppError `media_unsupported` */
  openMicrophone(): void {
    this.own.openMicrophone(this.#ground.mixer);
  }

  configure(settings: AudioSettings): void {
    this.own.configure(heldOpen(settings));
  }

  /** What would be sent in a call is heard here, a little later. */
  hear(): void {
    this.#hush();
    const track = this.own.microphone?.track;
    if (track !== undefined) {
      this.#endEcho = this.#echo(track);
      this.events.emit('heardByChanged', { heardBy: 'device' });
    }
  }

  /** What is really sent is heard when it comes back from the server. @param channel as in which */
  hearByServer(channel: EchoChannel): void {
    this.#hush();
    const track = this.own.microphone?.track;
    if (track !== undefined) {
      void this.#openServerEcho(channel, track);
    }
  }

  /** Oneself is heard no more. */
  fallSilent(): void {
    this.#hush();
    this.events.emit('heardByChanged', { heardBy: 'nothing' });
  }

  /** Plays the sound for the speaker, from its beginning; the app's own cues are silent meanwhile. @param gain 0 to 2 */
  test(gain: number): void {
    this.#endTest?.();
    const { context, cues } = this.#ground.mixer;
    const source = new AudioBufferSourceNode(context, { buffer: testSound(context.sampleRate) });
    const volume = new GainNode(context, { gain });
    const release = [this.#ground.mixer.audition(source.connect(volume)), cues.hush()];
    const end = (): void => {
      source.onended = null;
      source.stop();
      source.disconnect();
      release.forEach((one) => {
        one();
      });
      this.#endTest = undefined;
      this.events.emit('tested', {});
    };
    this.#endTest = end;
    source.onended = end;
    source.start();
  }

  close(): void {
    this.#lifetime.end();
  }

  #hush(): void {
    this.#opening?.abort();
    this.#opening = undefined;
    this.#endEcho?.();
    this.#endEcho = undefined;
  }

  async #openServerEcho(channel: EchoChannel, track: MediaStreamTrack): Promise<void> {
    const opening = new AbortController();
    this.#opening = opening;
    this.events.emit('heardByChanged', { heardBy: 'opening' });
    try {
      const echo = await ServerEcho.open(this.#ground, channel, track, opening.signal);
      if (opening.signal.aborted) {
        echo.close();
        return;
      }
      this.#opening = undefined;
      this.#endEcho = () => {
        echo.close();
      };
      echo.events.on('measured', (measured) => {
        this.events.emit('measured', measured);
      });
      echo.events.on('ended', ({ error }) => {
        this.#over(error);
      });
      this.events.emit('heardByChanged', { heardBy: 'server' });
    } catch (thrown) {
      if (!opening.signal.aborted) {
        this.#over(AppError.from(thrown));
      }
    }
  }

  #over(error: AppError | undefined): void {
    this.fallSilent();
    this.events.emit('echoEnded', { error });
  }

  #echo(track: MediaStreamTrack): Release {
    const { context } = this.#ground.mixer;
    // The track itself, as it would be produced.
    const source = context.createMediaStreamSource(new MediaStream([track]));
    const delay = new DelayNode(context, { delayTime: ECHO_DELAY_S, maxDelayTime: ECHO_DELAY_S });
    const release = this.#ground.mixer.audition(source.connect(delay));
    return () => {
      source.disconnect();
      release();
    };
  }
}

/** As if the key to talk were held. */
const heldOpen = (settings: AudioSettings): AudioSettings =>
  settings.activation === 'pushToTalk' ? { ...settings, activation: 'always' } : settings;
