import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import { Lifetime, type Closable, type Release } from '../../common/lifetime.ts';
import { CuePlayer } from './cues/CuePlayer.ts';
import { clampGain } from './gain.ts';
import type { Devices } from './devices/Devices.ts';
import type { Hearing } from './Hearing.ts';
import { Output } from './Output.ts';
import { People } from './People.ts';
import { LIMITER_PROCESSOR } from './worklets/limiterName.ts';
import soundUrl from './worklets/sound.ts?worker&url';

const SAMPLE_RATE_HZ = 48_000; // Opus' own, so that nothing resamples
/** A change of gain is spread over this time: a step would click. */
const GAIN_CHANGE_S = 0.01;

interface MixerEvents {
  /** Whether the browser lets us be heard: it refuses until the person has done something on the page. */
  runningChanged: { running: boolean };
}

/**
 * The one AudioContext of the app: everybody's voices -> master volume -> limiter -> output, and the app's own cues beside
 * the master. Microphone processing and metering live in the same context.
 */
export class Mixer implements Closable {
  readonly events = new Emitter<MixerEvents>();
  readonly context: AudioContext;
  /** How the listener wants everybody to be heard; borrowed. */
  readonly hearing: Hearing;
  /** Where remote voices come in. */
  readonly people: People;
  readonly cues: CuePlayer;
  /** Which device all of it is heard on. */
  readonly output: Output;
  readonly #lifetime = new Lifetime();
  readonly #master: GainNode;
  readonly #limiter: AudioNode;
  #gain = 1;
  #deafened = false;

  private constructor(context: AudioContext, hearing: Hearing, devices: Devices, outputDeviceId: string | undefined) {
    this.context = context;
    this.hearing = hearing;
    this.#lifetime.add(() => {
      this.events.clear();
      void context.close();
    });
    this.output = this.#lifetime.own(new Output(context, devices, outputDeviceId));
    this.#master = context.createGain();
    const limiter = new AudioWorkletNode(context, LIMITER_PROCESSOR, { outputChannelCount: [2] });
    this.#limiter = limiter;
    this.#master.connect(limiter).connect(context.destination);
    this.people = this.#lifetime.own(new People(this.#master, hearing));
    this.#lifetime.add(() => {
      this.#master.disconnect();
      limiter.disconnect();
    });
    this.cues = this.#lifetime.own(new CuePlayer(context, limiter));
    context.onstatechange = () => {
      this.events.emit('runningChanged', { running: this.running });
    };
    this.#lifetime.add(() => {
      context.onstatechange = null;
    });
  }

  /**
   * @param devices borrowed
   * @param outputDeviceId undefined: the system's default
   * @throws AppError `media_unsupported` where there is no AudioWorklet (old browser, or an insecure page)
   */
  static async open(hearing: Hearing, devices: Devices, outputDeviceId: string | undefined): Promise<Mixer> {
    const context = new AudioContext({ latencyHint: 'interactive', sampleRate: SAMPLE_RATE_HZ });
    try {
      await context.audioWorklet.addModule(soundUrl);
      return new Mixer(context, hearing, devices, outputDeviceId);
    } catch (cause) {
      void context.close();
      throw new AppError('media_unsupported', 'the audio worklets could not be loaded', { cause });
    }
  }

  get running(): boolean {
    return this.context.state === 'running';
  }

  /** Asks the browser to let us be heard; `runningChanged` tells when it does. */
  resume(): void {
    if (!this.running) {
      // A refusal stays pending in the browser instead of rejecting; a rejection only says that the context closed.
      this.context.resume().catch(() => undefined);
    }
  }

  /** Lets a sound of this device's own be heard, deafened or not, until the answered function is called. */
  audition(sound: AudioNode): Release {
    sound.connect(this.#limiter);
    return () => {
      sound.disconnect();
    };
  }

  /** @param gain 0 to 2 */
  setGain(gain: number): void {
    this.#gain = clampGain(gain);
    this.#apply();
  }

  setDeafened(deafened: boolean): void {
    this.#deafened = deafened;
    this.#apply();
  }

  close(): void {
    this.#lifetime.end();
  }

  #apply(): void {
    const gain = this.#deafened ? 0 : this.#gain;
    this.#master.gain.setTargetAtTime(gain, this.context.currentTime, GAIN_CHANGE_S);
  }
}
