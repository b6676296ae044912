import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import type { Closable } from '../../common/lifetime.ts';
import { MicTrack } from './MicTrack.ts';
import type { Mixer } from './Mixer.ts';
import type { AudioSettings, VoiceChoice } from './VoiceState.ts';

interface OwnVoiceEvents {
  /** What others hear of this person began or ended. */
  transmittingChanged: { transmitting: boolean };
  levelMeasured: { levelDb: number };
  /** Another microphone took over (or the first one came): it has to be produced. */
  microphoneChanged: { microphone: MicTrack };
  troubled: { error: AppError };
}

/**
 * This person's side of a call: the microphone, mute and deafen, and whether anything is transmitted. It outlives
 * sessions, so that reconnecting and switching keep the microphone open.
 */
export class OwnVoice implements Closable {
  readonly events = new Emitter<OwnVoiceEvents>();
  #settings: AudioSettings;
  #choice: VoiceChoice;
  #microphone: MicTrack | undefined;
  #opening: Promise<MicTrack | undefined> | undefined;
  #abort: AbortController | undefined;
  #transmitting = false;

  constructor(settings: AudioSettings, choice: VoiceChoice) {
    this.#settings = settings;
    this.#choice = choice;
  }

  get choice(): VoiceChoice {
    return this.#choice;
  }

  get transmitting(): boolean {
    return this.#transmitting;
  }

  get microphone(): MicTrack | undefined {
    return this.#microphone;
  }

  /**
   * Opens the microphone unless it is open. Answers undefined where that failed, after `troubled` has told why: a
   * person without a microphone can still listen.
   */
  openMicrophone(mixer: Mixer): Promise<MicTrack | undefined> {
    this.#opening ??= this.#open(mixer, this.#settings);
    return this.#opening;
  }

  /** Gives the device back to the system. */
  closeMicrophone(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#opening = undefined;
    this.#microphone?.close();
    this.#microphone = undefined;
    this.#measure();
  }

  choose(choice: VoiceChoice): void {
    this.#choice = choice;
    this.#microphone?.setMuted(choice.muted || choice.deafened);
    this.#measure();
  }

  /** Applies at once; what the device itself does (its id, echo cancellation…) reopens the microphone. */
  configure(settings: AudioSettings, mixer: Mixer | undefined): void {
    const reopen =
      settings.inputDeviceId !== this.#settings.inputDeviceId ||
      settings.echoCancellation !== this.#settings.echoCancellation ||
      settings.noiseSuppression !== this.#settings.noiseSuppression ||
      settings.autoGain !== this.#settings.autoGain;
    this.#settings = settings;
    this.#microphone?.configure(settings);
    if (reopen && this.#opening !== undefined && mixer !== undefined) {
      this.#replace(mixer);
    }
  }

  close(): void {
    this.closeMicrophone();
    this.events.clear();
  }

  async #open(mixer: Mixer, settings: AudioSettings): Promise<MicTrack | undefined> {
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const microphone = await MicTrack.open(mixer, settings, abort.signal);
      if (abort.signal.aborted) {
        microphone.close();
        return undefined;
      }
      this.#adopt(microphone, mixer);
      return microphone;
    } catch (thrown) {
      if (!abort.signal.aborted) {
        this.#opening = undefined;
        this.events.emit('troubled', { error: AppError.from(thrown) });
      }
      return undefined;
    }
  }

  #adopt(microphone: MicTrack, mixer: Mixer): void {
    this.#microphone = microphone;
    microphone.setMuted(this.#choice.muted || this.#choice.deafened);
    microphone.events.on('levelMeasured', (measured) => {
      this.events.emit('levelMeasured', measured);
    });
    microphone.events.on('voiceChanged', () => {
      this.#measure();
    });
    microphone.events.on('lost', () => {
      this.events.emit('troubled', { error: new AppError('microphone_missing', 'the microphone was unplugged') });
      this.#settings = { ...this.#settings, inputDeviceId: undefined };
      this.#replace(mixer);
    });
    this.events.emit('microphoneChanged', { microphone });
  }

  /** A new microphone in place of the present one. */
  #replace(mixer: Mixer): void {
    this.closeMicrophone();
    void this.openMicrophone(mixer);
  }

  #measure(): void {
    const { muted, deafened } = this.#choice;
    const transmitting = this.#microphone?.voice === true && !muted && !deafened;
    if (transmitting !== this.#transmitting) {
      this.#transmitting = transmitting;
      this.events.emit('transmittingChanged', { transmitting });
    }
  }
}
