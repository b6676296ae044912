import { AppError, type ErrorCode } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import { Lifetime, type Closable, type Release } from '../../common/lifetime.ts';
import { DeviceFollow, type DeviceNews } from './devices/DeviceFollow.ts';
import type { Devices } from './devices/Devices.ts';
import { MicDevice, type DeviceState } from './MicDevice.ts';
import { MicHints, type MicHint } from './MicHints.ts';
import { MicTrack } from './MicTrack.ts';
import type { Mixer } from './Mixer.ts';
import { micSettings, type MicSettings } from './musicMode.ts';
import type { AudioSettings, VoiceChoice } from './VoiceState.ts';
import type { MicReading } from './worklets/gateMessages.ts';

interface OwnVoiceEvents {
  /** What others hear of this person began or ended. */
  transmittingChanged: { transmitting: boolean; /** Wall clock. */ sinceMs: number };
  levelMeasured: MicReading;
  /** Something worth knowing about the own microphone, or no longer. */
  hintChanged: { hint: MicHint | undefined };
  /** The channel is for music, and the microphone is sent as it comes; or no longer. */
  musicChanged: { music: boolean };
  /** A moderator muted this person in the call, or took that back. */
  serverMuteChanged: { serverMuted: boolean };
  troubled: { error: AppError };
  /** A device is open: the first one, or another. */
  deviceOpened: object;
  /** The one in use is gone, or back. */
  deviceTold: { news: DeviceNews };
}

/**
 * This person's side of a call: the microphone, mute and deafen, and whether anything is transmitted. It outlives
 * sessions, so that reconnecting and switching keep the microphone open.
 */
export class OwnVoice implements Closable {
  readonly events = new Emitter<OwnVoiceEvents>();
  #chosen: AudioSettings;
  /** What holds of it here and now. */
  #settings: MicSettings;
  #choice: VoiceChoice;
  #microphone: MicTrack | undefined;
  #device: MicDevice | undefined;
  /** The wait for a device, while there is one. */
  #opening: AbortController | undefined;
  #deviceFault: ErrorCode | undefined;
  #transmitting = false;
  #serverMuted = false;
  #held = false;
  readonly #lifetime = new Lifetime();
  readonly #devices: Devices;
  /** Ends the look at the devices, while there is a microphone. */
  #release: Release | undefined;
  readonly #follow: DeviceFollow;
  readonly #hints = new MicHints();
  #hint: MicHint | undefined;

  /** @param devices borrowed */
  constructor(settings: AudioSettings, choice: VoiceChoice, devices: Devices) {
    this.#chosen = settings;
    this.#settings = micSettings(settings, false);
    this.#choice = choice;
    this.#devices = devices;
    this.#lifetime.add(() => {
      this.events.clear();
    });
    this.#follow = this.#lifetime.own(new DeviceFollow(devices, 'input', settings.inputDeviceId));
    this.#follow.events.on('changed', () => {
      this.#changeDevice();
    });
    this.#follow.events.on('told', (told) => {
      if (this.#microphone !== undefined) {
        this.events.emit('deviceTold', told);
      }
    });
    this.#lifetime.add(
      devices.events.on('changed', ({ kind, list }) => {
        // There was none: now there is.
        if (kind === 'input' && list.devices.length > 0 && this.#deviceFault === 'microphone_missing') {
          this.retryDevice();
        }
      }),
    );
  }

  get choice(): VoiceChoice {
    return this.#choice;
  }

  /** Undefined outside of calls. */
  get microphone(): MicTrack | undefined {
    return this.#microphone;
  }

  /** How the device stands that is to be heard. */
  get deviceState(): DeviceState {
    if (this.#device !== undefined) {
      return this.#device.state;
    }
    return this.#opening === undefined ? { kind: 'closed', fault: this.#deviceFault } : { kind: 'opening' };
  }

  /** A moderator muted this person. */
  get serverMuted(): boolean {
    return this.#serverMuted;
  }

  get transmitting(): boolean {
    return this.#transmitting;
  }

  /**
   * The track to produce, at once; the device's sound comes when the browser gives it. Where that fails `troubled` tells
   * why, and the person listens; asking again tries again.
   * @throws AppError `media_unsupported`
   */
  openMicrophone(mixer: Mixer): MicTrack {
    const microphone = this.#microphone ?? this.#make(mixer);
    this.retryDevice();
    return microphone;
  }

  /** Asks for the device again, where it was refused or missing. */
  retryDevice(): void {
    if (this.#microphone !== undefined && this.#device === undefined && this.#opening === undefined) {
      void this.#plugDevice(this.#microphone);
    }
  }

  /** The call is over: gives the device back to the system. */
  closeMicrophone(): void {
    this.setServerMuted(false); // the next call tells it again, where it still holds
    this.#dropDevice();
    this.#microphone?.close();
    this.#microphone = undefined;
    this.#release?.();
    this.#release = undefined;
    this.#hints.reset();
    this.#tellHint(undefined);
    this.setMusic(false);
    this.#measure();
  }

  choose(choice: VoiceChoice): void {
    this.#choice = choice;
    this.#obey();
  }

  /** Push-to-talk: the key is held, or let go. */
  hold(held: boolean): void {
    this.#held = held;
    this.#microphone?.hold(held);
  }

  /** Not told again until there is another reason. */
  dismissHint(): void {
    this.#hints.dismiss();
    this.#tellHint(undefined);
  }

  /** By a moderator, on top of what the person chose. */
  setServerMuted(serverMuted: boolean): void {
    if (serverMuted !== this.#serverMuted) {
      this.#serverMuted = serverMuted;
      this.events.emit('serverMuteChanged', { serverMuted });
      this.#obey();
    }
  }

  /** Applies at once; what the device itself does (its id, echo cancellation…) opens it anew, under the same track. */
  configure(settings: AudioSettings): void {
    this.#chosen = settings;
    this.#apply();
  }

  /** The channel is for music, or for speech. */
  setMusic(music: boolean): void {
    if (music !== this.#settings.music) {
      this.#apply(music);
      this.events.emit('musicChanged', { music });
    }
  }

  #apply(music = this.#settings.music): void {
    const settings = micSettings(this.#chosen, music);
    const reopen =
      music !== this.#settings.music ||
      settings.echoCancellation !== this.#settings.echoCancellation ||
      (settings.noiseSuppression === 'standard') !== (this.#settings.noiseSuppression === 'standard') ||
      settings.autoGain !== this.#settings.autoGain;
    this.#settings = settings;
    this.#microphone?.configure(settings);
    const { deviceId } = this.#follow;
    this.#follow.choose(settings.inputDeviceId);
    if (reopen && deviceId === this.#follow.deviceId) {
      this.#changeDevice(); // where it is another one it opens as it is wanted now anyway
    }
  }

  close(): void {
    this.closeMicrophone();
    this.#lifetime.end();
  }

  #make(mixer: Mixer): MicTrack {
    const microphone = new MicTrack(mixer, this.#settings);
    this.#microphone = microphone;
    this.#release = this.#devices.attend();
    microphone.setMuted(this.#silenced);
    microphone.hold(this.#held);
    microphone.events.on('filterFailed', ({ error }) => {
      this.events.emit('troubled', { error });
    });
    microphone.events.on('levelMeasured', (measured) => {
      this.events.emit('levelMeasured', measured);
      this.#tellHint(this.#hints.read(measured, this.#choice.muted && !this.#choice.deafened, performance.now()));
    });
    microphone.events.on('voiceChanged', ({ atMs }) => {
      this.#measure(atMs);
    });
    return microphone;
  }

  /** The device of before goes on until the one that is wanted now gives sound: nobody notices. */
  #changeDevice(): void {
    if (this.#microphone !== undefined) {
      void this.#plugDevice(this.#microphone);
    }
  }

  async #plugDevice(microphone: MicTrack): Promise<void> {
    this.#opening?.abort();
    const opening = new AbortController();
    this.#opening = opening;
    this.#deviceFault = undefined;
    try {
      const device = await this.#openDevice(microphone, opening.signal);
      this.#opening = undefined;
      this.#device?.close();
      this.#device = device;
      device.events.on('lost', () => {
        this.#lose(device);
      });
      microphone.plug(device);
      this.events.emit('deviceOpened', {});
      void this.#devices.refresh(); // whoever may open one is told their names
    } catch (thrown) {
      if (!opening.signal.aborted) {
        this.#opening = undefined;
        this.#miss(AppError.from(thrown));
      }
    }
  }

  /** @throws AppError as `MicDevice.open` */
  async #openDevice(microphone: MicTrack, signal: AbortSignal): Promise<MicDevice> {
    const settings = { ...this.#settings, inputDeviceId: this.#follow.deviceId };
    try {
      const device = await MicDevice.open(settings, signal);
      if (this.#device !== undefined && !(await microphone.hasSound(device, signal))) {
        device.close();
        throw new AppError('cancelled', 'another microphone is wanted by now');
      }
      return device;
    } catch (thrown) {
      if (this.#device === undefined || AppError.from(thrown).code !== 'microphone_busy') {
        throw thrown;
      }
      // Perhaps the same hardware, which opens once only: the one before goes first.
      this.#unplug();
      return MicDevice.open(settings, signal);
    }
  }

  /** The device that was to be used cannot be. */
  #miss(error: AppError): void {
    if (error.code === 'microphone_missing' && this.#follow.deviceId !== undefined) {
      this.#follow.lost(undefined); // the default stands in, which is told
      return;
    }
    this.#deviceFault = error.code;
    this.events.emit('troubled', { error });
  }

  /** It was unplugged. */
  #lose(device: MicDevice): void {
    this.#unplug();
    this.#follow.lost(device.track.label);
  }

  #dropDevice(): void {
    this.#opening?.abort();
    this.#opening = undefined;
    this.#unplug();
  }

  #unplug(): void {
    const device = this.#device;
    this.#device = undefined;
    this.#microphone?.unplug();
    device?.close();
  }

  #tellHint(hint: MicHint | undefined): void {
    if (hint !== this.#hint) {
      this.#hint = hint;
      this.events.emit('hintChanged', { hint });
    }
  }

  get #silenced(): boolean {
    return this.#choice.muted || this.#choice.deafened || this.#serverMuted;
  }

  #obey(): void {
    this.#microphone?.setMuted(this.#silenced);
    this.#measure();
  }

  #measure(sinceMs = Date.now()): void {
    const transmitting = this.#microphone?.voice === true && !this.#silenced;
    if (transmitting !== this.#transmitting) {
      this.#transmitting = transmitting;
      this.events.emit('transmittingChanged', { transmitting, sinceMs });
    }
  }
}
