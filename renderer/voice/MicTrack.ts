import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { MicDevice } from './MicDevice.ts';
import { clampGain, type Mixer } from './Mixer.ts';
import type { AudioSettings } from './VoiceState.ts';
import { GATE_PROCESSOR, type GateCommand, type GateReport } from './worklets/gateMessages.ts';

/** Below what a voice holds, above rumble of tables and fans. */
const HIGH_PASS_HZ = 80;
/** Natural pauses between words stay in one piece. */
const GATE_HOLD_MS = 300;

interface MicTrackEvents {
  /** Voice was found or ended, whether or not it is muted. */
  voiceChanged: { open: boolean; /** Wall clock. */ atMs: number };
  /** About 20 times a second while a device is plugged in, dBFS. */
  levelMeasured: { levelDb: number };
}

/**
 * The processed microphone: (device ->) high-pass -> gain -> gate with meter -> `track` to be produced. The track is
 * there before any device is, silent, so that it can be produced while the browser still opens one, and it stays the
 * same when devices change. Owns the nodes and the track; producers borrow it (`stopTracks: false`).
 */
export class MicTrack implements Closable {
  readonly events = new Emitter<MicTrackEvents>();
  readonly track: MediaStreamTrack;
  readonly #lifetime = new Lifetime();
  readonly #context: AudioContext;
  readonly #input: AudioNode;
  readonly #gain: GainNode;
  readonly #gate: AudioWorkletNode;
  #source: MediaStreamAudioSourceNode | undefined;
  #voice = false;

  /** @throws AppError `media_unsupported` */
  constructor({ context }: Mixer, settings: AudioSettings) {
    this.#context = context;
    const highPass = new BiquadFilterNode(context, { type: 'highpass', frequency: HIGH_PASS_HZ });
    this.#input = highPass;
    this.#gain = context.createGain();
    this.#gate = new AudioWorkletNode(context, GATE_PROCESSOR, {
      channelCount: 1,
      channelCountMode: 'explicit',
      outputChannelCount: [1],
    });
    const output = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    highPass.connect(this.#gain).connect(this.#gate).connect(output);
    const [track] = output.stream.getAudioTracks();
    if (track === undefined) {
      throw new AppError('media_unsupported', 'the processed microphone has no track');
    }
    this.track = track;
    this.#lifetime.add(() => {
      track.stop();
      for (const node of [highPass, this.#gain, this.#gate, output]) {
        node.disconnect();
      }
    });
    this.#gate.port.onmessage = ({ data }) => {
      // The port is private to our own worklet, which posts nothing else.
      this.#hear(data as GateReport);
    };
    this.#lifetime.add(() => {
      this.#gate.port.onmessage = null;
      this.#gate.port.close();
      this.events.clear();
    });
    this.configure(settings);
  }

  /** Whether there is voice now. */
  get voice(): boolean {
    return this.#voice;
  }

  /** Takes the sound of this device, which stays its owner's, in place of the one before. */
  plug(device: MicDevice): void {
    this.unplug();
    if (!this.#lifetime.ended) {
      this.#source = this.#context.createMediaStreamSource(new MediaStream([device.track]));
      this.#source.connect(this.#input);
    }
  }

  unplug(): void {
    this.#source?.disconnect();
    this.#source = undefined;
  }

  /** Threshold and gain; what the device itself does needs another MicDevice. */
  configure(settings: AudioSettings): void {
    this.#gain.gain.value = clampGain(settings.inputGain);
    this.#command({ kind: 'configure', settings: { openDb: settings.speechThresholdDb, holdMs: GATE_HOLD_MS } });
  }

  setMuted(muted: boolean): void {
    this.#command({ kind: 'mute', muted });
  }

  close(): void {
    this.unplug();
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
      this.events.emit('voiceChanged', { open: report.open, atMs: report.atMs });
    }
  }
}
