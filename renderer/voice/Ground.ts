import { Device } from 'mediasoup-client';
import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import { rtpCapabilities, type RtpCapabilities } from '../../common/media.ts';
import { shareReportOf, type ShareReport } from '../../common/quality.ts';
import type { Welcome } from '../../common/signaling.ts';
import { makeCertificate, type Certificate } from './certificate.ts';
import type { DeviceNews } from './devices/DeviceFollow.ts';
import type { Devices } from './devices/Devices.ts';
import type { Hearing } from './Hearing.ts';
import { Mixer } from './Mixer.ts';
import { withLeastBitrate } from './leastBitrate.ts';
import { Valves } from './Valves.ts';
import type { NativeGround } from './video/NativeShare.ts';
import { Viewing } from './video/Viewing.ts';
import type { AudioSettings } from './VoiceState.ts';

/** What every session of one server needs and borrows. */
export interface Footing {
  readonly device: Device;
  /** What this browser can receive. */
  readonly rtpCapabilities: RtpCapabilities;
  readonly certificate: Certificate;
  readonly mixer: Mixer;
  /** Nothing waits for them before there is something to send; undefined where the browser has none. */
  readonly valves: Promise<Valves | undefined>;
  readonly viewing: Viewing;
  /** How the app's own capture goes; undefined while it shares nothing, and in a browser. */
  readonly lookAtShare: () => Promise<ShareReport | undefined>;
}

/** What lives longer than the voice on one server. */
export interface Borrowed {
  /** How everybody is heard. */
  readonly hearing: Hearing;
  readonly devices: Devices;
  /** undefined in a browser */
  readonly native: NativeGround | undefined;
}

interface GroundEvents {
  playbackRefused: object;
  playbackAllowed: object;
  /** Where the others are heard came or went. */
  outputTold: { news: DeviceNews };
  troubled: { error: AppError };
}

/** A browser that lets us be heard does so well within this time. */
const PLAYBACK_GRACE_MS = 800;

/**
 * Everything slow that a join needs and that needs no click: mediasoup's Device (it makes two peer connections to
 * learn what the browser can do), the DTLS certificate, the AudioContext with its worklets, the worker of the valves.
 * Laid once, on connecting.
 */
export class Ground implements Closable {
  readonly events = new Emitter<GroundEvents>();
  readonly #lifetime = new Lifetime();
  /** What of others is looked at, over all sessions. */
  readonly viewing = this.#lifetime.own(new Viewing());
  readonly #hearing: Hearing;
  readonly #devices: Devices;
  readonly #native: NativeGround | undefined;
  #footing: Promise<Footing> | undefined;
  #mixer: Mixer | undefined;
  #playbackCheck: ReturnType<typeof setTimeout> | undefined;
  #gain = 1;
  #deafened = false;
  #outputDeviceId: string | undefined;

  constructor({ hearing, devices, native }: Borrowed) {
    this.#native = native;
    this.#hearing = hearing;
    this.#devices = devices;
    this.#lifetime.add(() => {
      clearTimeout(this.#playbackCheck);
      this.events.clear();
    });
  }

  /** Undefined before the first connection. */
  get footing(): Promise<Footing> | undefined {
    return this.#footing;
  }

  /** As it is laid; undefined until then. */
  get mixer(): Mixer | undefined {
    return this.#mixer;
  }

  /**
   * Starts laying unless it is laid, or failed before: then it is tried anew.
   * @throws AppError to who awaits it: `media_unsupported`, `insecure_context`
   */
  lay(welcome: Welcome): Promise<Footing> {
    if (this.#footing !== undefined) {
      return this.#footing;
    }
    const footing = this.#lay(welcome);
    this.#footing = footing;
    footing.catch(() => {
      this.#footing = undefined; // and told to who awaits it
    });
    return footing;
  }

  /** How loud everybody is, and where. */
  configure({ outputGain, outputDeviceId }: Pick<AudioSettings, 'outputGain' | 'outputDeviceId'>): void {
    this.#gain = outputGain;
    this.#outputDeviceId = outputDeviceId;
    this.#mixer?.setGain(outputGain);
    this.#mixer?.output.choose(outputDeviceId);
  }

  setDeafened(deafened: boolean): void {
    this.#deafened = deafened;
    this.#mixer?.setDeafened(deafened);
  }

  /** Asks to be heard, and tells `playbackRefused` when the browser goes on refusing. */
  resumePlayback(): void {
    const mixer = this.#mixer;
    if (mixer === undefined) {
      return;
    }
    mixer.resume();
    clearTimeout(this.#playbackCheck);
    this.#playbackCheck = setTimeout(() => {
      if (!mixer.running) {
        this.events.emit('playbackRefused', {});
      }
    }, PLAYBACK_GRACE_MS);
  }

  close(): void {
    this.#lifetime.end();
  }

  async #lay({ routerRtpCapabilities }: Welcome): Promise<Footing> {
    if (!window.isSecureContext) {
      throw new AppError('insecure_context', 'a page of an insecure address has no microphone and no worklets');
    }
    const valves = this.#openValves();
    const [device, certificate, mixer] = await Promise.all([
      loadDevice(routerRtpCapabilities),
      makeCertificate(),
      Mixer.open(this.#hearing, this.#devices, this.#outputDeviceId),
    ]);
    this.#lifetime.own(mixer);
    this.#mixer = mixer;
    mixer.setGain(this.#gain);
    mixer.setDeafened(this.#deafened);
    mixer.output.choose(this.#outputDeviceId); // it may have been chosen meanwhile
    mixer.output.events.on('told', (told) => {
      this.events.emit('outputTold', told);
    });
    mixer.output.events.on('troubled', (troubled) => {
      this.events.emit('troubled', troubled);
    });
    mixer.events.on('runningChanged', ({ running }) => {
      if (running) {
        this.events.emit('playbackAllowed', {});
      }
    });
    const received = rtpCapabilities.parse(device.recvRtpCapabilities);
    const lookAtShare = async (): Promise<ShareReport | undefined> => {
      const status = await this.#native?.capture.look();
      return status === undefined || status === null ? undefined : shareReportOf(status);
    };
    return { device, rtpCapabilities: received, certificate, mixer, valves, viewing: this.viewing, lookAtShare };
  }

  async #openValves(): Promise<Valves | undefined> {
    const valves = await Valves.open();
    return valves === undefined ? undefined : this.#lifetime.own(valves);
  }
}

async function loadDevice(routerRtpCapabilities: RtpCapabilities): Promise<Device> {
  try {
    const device = new Device();
    await device.load({ routerRtpCapabilities: withLeastBitrate(routerRtpCapabilities) });
    return device;
  } catch (cause) {
    throw new AppError('media_unsupported', 'this browser cannot make the call', { cause });
  }
}
