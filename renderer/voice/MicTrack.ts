import { AppError, type ErrorCode } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import { clampGain, type Mixer } from './Mixer.ts';
import type { AudioSettings } from './VoiceState.ts';
import { GATE_PROCESSOR, type GateCommand, type GateReport } from './worklets/gateMessages.ts';

/** Below what a voice holds, above rumble of tables and fans. */
const HIGH_PASS_HZ = 80;
/** Natural pauses between words stay in one piece. */
const GATE_HOLD_MS = 300;

interface MicTrackEvents {
  /** Voice was found or ended, whether or not it is muted. */
  voiceChanged: { open: boolean };
  /** About 20 times a second, dBFS. */
  levelMeasured: { levelDb: number };
  /** The device is gone. */
  lost: object;
}

/**
 * The microphone: device -> high-pass -> gain -> gate with meter -> `track` to be produced. Owns the device's track
 * and the processed one; producers borrow the latter (`stopTracks: false`).
 */
export class MicTrack implements Closable {
  readonly events = new Emitter<MicTrackEvents>();
  readonly track: MediaStreamTrack;
  readonly #lifetime: Lifetime;
  readonly #gate: AudioWorkletNode;
  readonly #gain: GainNode;
  #voice = false;

  private constructor(lifetime: Lifetime, track: MediaStreamTrack, gate: AudioWorkletNode, gain: GainNode) {
    this.#lifetime = lifetime;
    this.track = track;
    this.#gate = gate;
    this.#gain = gain;
    lifetime.add(() => {
      this.events.clear();
    });
    gate.port.onmessage = ({ data }) => {
      // The port is private to our own worklet, which posts nothing else.
      this.#hear(data as GateReport);
    };
    lifetime.add(() => {
      gate.port.onmessage = null;
      gate.port.close();
    });
  }

  /**
   * @param signal ends the wait; a device that opens later is closed at once
   * @throws AppError `microphone_denied`, `microphone_missing`, `microphone_busy`, `insecure_context`, `cancelled`
   */
  static async open(mixer: Mixer, settings: AudioSettings, signal: AbortSignal): Promise<MicTrack> {
    const lifetime = new Lifetime();
    const device = await openDevice(settings);
    lifetime.add(() => {
      device.stop();
    });
    if (signal.aborted) {
      lifetime.end();
      throw new AppError('cancelled', 'the microphone is no longer wanted');
    }
    const { context } = mixer;
    const source = context.createMediaStreamSource(new MediaStream([device]));
    const highPass = new BiquadFilterNode(context, { type: 'highpass', frequency: HIGH_PASS_HZ });
    const gain = context.createGain();
    const gate = new AudioWorkletNode(context, GATE_PROCESSOR, {
      channelCount: 1,
      channelCountMode: 'explicit',
      outputChannelCount: [1],
    });
    const output = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    source.connect(highPass).connect(gain).connect(gate).connect(output);
    const [track] = output.stream.getAudioTracks();
    if (track === undefined) {
      lifetime.end();
      throw new AppError('media_unsupported', 'the processed microphone has no track');
    }
    lifetime.add(() => {
      track.stop();
      for (const node of [source, highPass, gain, gate, output]) {
        node.disconnect();
      }
    });
    const microphone = new MicTrack(lifetime, track, gate, gain);
    device.onended = () => {
      microphone.events.emit('lost', {});
    };
    lifetime.add(() => {
      device.onended = null;
    });
    microphone.configure(settings);
    return microphone;
  }

  /** Whether there is voice now. */
  get voice(): boolean {
    return this.#voice;
  }

  /** Threshold and gain; what the device itself does needs a new MicTrack. */
  configure(settings: AudioSettings): void {
    this.#gain.gain.value = clampGain(settings.inputGain);
    this.#command({ kind: 'configure', settings: { openDb: settings.speechThresholdDb, holdMs: GATE_HOLD_MS } });
  }

  setMuted(muted: boolean): void {
    this.#command({ kind: 'mute', muted });
  }

  close(): void {
    this.#lifetime.end();
  }

  #command(command: GateCommand): void {
    this.#gate.port.postMessage(command);
  }

  #hear(report: GateReport): void {
    if (report.kind === 'level') {
      this.events.emit('levelMeasured', { levelDb: report.levelDb });
    } else {
      this.#voice = report.open;
      this.events.emit('voiceChanged', { open: report.open });
    }
  }
}

async function openDevice(settings: AudioSettings): Promise<MediaStreamTrack> {
  if (!window.isSecureContext) {
    throw new AppError('insecure_context', 'microphones need a secure page');
  }
  const audio: MediaTrackConstraints = {
    channelCount: 1,
    echoCancellation: settings.echoCancellation,
    noiseSuppression: settings.noiseSuppression,
    autoGainControl: settings.autoGain,
    ...(settings.inputDeviceId === undefined ? {} : { deviceId: { exact: settings.inputDeviceId } }),
  };
  try {
    const media = await navigator.mediaDevices.getUserMedia({ audio });
    const [track] = media.getAudioTracks();
    if (track === undefined) {
      throw new AppError('microphone_missing', 'getUserMedia answered no audio track');
    }
    return track;
  } catch (cause) {
    if (cause instanceof AppError) {
      throw cause;
    }
    throw new AppError(microphoneCode(cause), 'the microphone could not be opened', { cause });
  }
}

/** DOMException names of https://w3c.github.io/mediacapture-main/#dom-mediadevices-getusermedia */
function microphoneCode(fault: unknown): ErrorCode {
  switch (fault instanceof DOMException ? fault.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'microphone_denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'microphone_missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'microphone_busy';
    default:
      return 'media_unsupported';
  }
}
