import { Emitter } from '../../../common/emitter.ts';
import { Lifetime, type Closable, type Release } from '../../../common/lifetime.ts';
import type { Devices } from '../devices/Devices.ts';
import type { Mixer } from '../Mixer.ts';
import { OwnVoice } from '../OwnVoice.ts';
import type { AudioSettings } from '../VoiceState.ts';
import { testSound } from './testSound.ts';

interface AudioCheckEvents {
  /** The test sound has been heard to its end, or was cut off. */
  tested: object;
}

/** Late enough to be told apart from the voice itself. */
const ECHO_DELAY_S = 0.4;

/**
 * A microphone and a speaker tried out before anybody else hears them, in a call or outside of one: a microphone of its own
 * by the same chain as that of a call, which can be heard here, and a sound for the speaker. Nothing of it is sent.
 */
export class AudioCheck implements Closable {
  readonly events = new Emitter<AudioCheckEvents>();
  /** The microphone that is tried: nobody's mute holds for it. */
  readonly own: OwnVoice;
  readonly #lifetime = new Lifetime();
  readonly #mixer: Mixer;
  #endEcho: Release | undefined;
  #endTest: Release | undefined;

  /** @param mixer borrowed, as `devices` are @param music whether the call is one for music */
  constructor(mixer: Mixer, devices: Devices, settings: AudioSettings, music: boolean) {
    this.#mixer = mixer;
    this.own = this.#lifetime.own(new OwnVoice(heldOpen(settings), { muted: false, deafened: false }, devices));
    this.own.setMusic(music);
    this.#lifetime.add(() => {
      this.listen(false);
      this.#endTest?.();
      this.events.clear();
    });
    mixer.resume();
  }

  /** Asks for the microphone, or asks again; `own` tells how that went. @throws AppError `media_unsupported` */
  openMicrophone(): void {
    this.own.openMicrophone(this.#mixer);
  }

  configure(settings: AudioSettings): void {
    this.own.configure(heldOpen(settings));
  }

  /** What would be sent in a call is heard here, a little later. */
  listen(on: boolean): void {
    this.#endEcho?.();
    const track = this.own.microphone?.track;
    this.#endEcho = on && track !== undefined ? this.#echo(track) : undefined;
  }

  /** Plays the sound for the speaker, from its beginning; the app's own cues are silent meanwhile. @param gain 0 to 2 */
  test(gain: number): void {
    this.#endTest?.();
    const { context, cues } = this.#mixer;
    const source = new AudioBufferSourceNode(context, { buffer: testSound(context.sampleRate) });
    const volume = new GainNode(context, { gain });
    const release = [this.#mixer.audition(source.connect(volume)), cues.hush()];
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

  #echo(track: MediaStreamTrack): Release {
    const { context } = this.#mixer;
    // The track itself, as it would be produced.
    const source = context.createMediaStreamSource(new MediaStream([track]));
    const delay = new DelayNode(context, { delayTime: ECHO_DELAY_S, maxDelayTime: ECHO_DELAY_S });
    const release = this.#mixer.audition(source.connect(delay));
    return () => {
      source.disconnect();
      release();
    };
  }
}

/** As if the key to talk were held. */
const heldOpen = (settings: AudioSettings): AudioSettings =>
  settings.activation === 'pushToTalk' ? { ...settings, activation: 'always' } : settings;
