import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import { clampGain } from './gain.ts';
import type { MicDevice } from './MicDevice.ts';
import type { Mixer } from './Mixer.ts';
import type { MicSettings } from './musicMode.ts';
import { NoiseFilter } from './NoiseFilter.ts';
import type { Activation } from './VoiceState.ts';
import type { GateSettings } from './worklets/gateMath.ts';
import { GATE_PROCESSOR, type GateCommand, type GateReport, type MicReading } from './worklets/gateMessages.ts';

/** Below what a voice holds, above rumble of tables and fans. */
const HIGH_PASS_HZ = 80;
/** How often it is looked for the first sound of a device, and for how long. */
const SOUND_LOOK_MS = 20;
const SOUND_LIMIT_MS = 6_000;

interface MicTrackEvents {
  /** There is something to send or no longer, whether or not it is muted. */
  voiceChanged: { open: boolean; /** Wall clock. */ atMs: number };
  /** Up to 20 times a second while a device is plugged in, dBFS. */
  levelMeasured: MicReading;
  /** The noise filter could not be loaded: the sound goes on without. */
  filterFailed: { error: AppError };
}

/**
 * The processed microphone: (device ->) high-pass -> (noise filter ->) gain -> gate with meter and limiter -> `track` to be
 * produced; for music in stereo, and from the device to the gain at once. The track is there before any device is, silent,
 * so that it can be produced while the browser still opens one, and it stays the same when devices change. Owns the nodes and the track; producers borrow it (`stopTracks: false`).
 */
export class MicTrack implements Closable {
  readonly events = new Emitter<MicTrackEvents>();
  readonly track: MediaStreamTrack;
  readonly #lifetime = new Lifetime();
  readonly #context: AudioContext;
  readonly #gain: GainNode;
  readonly #gate: AudioWorkletNode;
  readonly #output: MediaStreamAudioDestinationNode;
  #source: MediaStreamAudioSourceNode | undefined;
  readonly #highPass: BiquadFilterNode;
  #filter: NoiseFilter | undefined;
  /** Whether the filter is wanted: it may come when it no longer is. */
  #filtered = false;
  #music = false;
  #voice = false;

  /** @throws AppError `media_unsupported` */
  constructor({ context }: Mixer, settings: MicSettings) {
    this.#context = context;
    const highPass = new BiquadFilterNode(context, { type: 'highpass', frequency: HIGH_PASS_HZ });
    this.#highPass = highPass;
    this.#gain = context.createGain();
    // As many channels leave it as come in: one, or two of music.
    this.#gate = new AudioWorkletNode(context, GATE_PROCESSOR, { channelCount: 1, channelCountMode: 'explicit' });
    const output = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    this.#output = output;
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

  /**
   * Waits until a device that has just opened gives sound, which takes some of them seconds (Bluetooth changes its way of
   * sending first). One that is switched off never does, and is taken as it is in the end.
   * @returns whether it is still wanted
   */
  async hasSound(device: MicDevice, signal: AbortSignal): Promise<boolean> {
    const source = this.#context.createMediaStreamSource(new MediaStream([device.track]));
    const meter = new AnalyserNode(this.#context);
    source.connect(meter);
    const samples = new Float32Array(meter.fftSize);
    const endMs = performance.now() + SOUND_LIMIT_MS;
    while (performance.now() < endMs && !signal.aborted) {
      meter.getFloatTimeDomainData(samples);
      if (samples.some((value) => value !== 0)) {
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, SOUND_LOOK_MS));
    }
    source.disconnect();
    return !signal.aborted;
  }

  /** Takes the sound of this device, which stays its owner's, in place of the one before. */
  plug(device: MicDevice): void {
    this.unplug();
    if (!this.#lifetime.ended) {
      this.#source = this.#context.createMediaStreamSource(new MediaStream([device.track]));
      this.#source.connect(this.#entrance);
    }
  }

  unplug(): void {
    this.#source?.disconnect();
    this.#source = undefined;
  }

  /** All but what the device itself does, which needs another MicDevice. */
  configure(settings: MicSettings): void {
    this.#setMusic(settings.music);
    this.#gain.gain.value = clampGain(settings.inputGain);
    this.#command({ kind: 'configure', settings: gateSettings(settings) });
    this.#setFiltered(settings.noiseSuppression === 'ml');
  }

  setMuted(muted: boolean): void {
    this.#command({ kind: 'mute', muted });
  }

  /** Push-to-talk: the key is held, or let go. */
  hold(held: boolean): void {
    this.#command({ kind: 'hold', held });
  }

  close(): void {
    this.unplug();
    this.#filtered = false;
    this.#filter?.close();
    this.#filter = undefined;
    this.#lifetime.end();
  }

  /** Where the device's sound comes in. */
  get #entrance(): AudioNode {
    return this.#music ? this.#gain : this.#highPass;
  }

  /** Under the same track, which has as many channels as are given to it. */
  #setMusic(music: boolean): void {
    if (music === this.#music) {
      return;
    }
    this.#music = music;
    this.#gate.channelCount = music ? 2 : 1;
    this.#output.channelCount = music ? 2 : 1;
    this.#source?.disconnect();
    this.#source?.connect(this.#entrance);
  }

  #setFiltered(filtered: boolean): void {
    if (filtered === this.#filtered) {
      return;
    }
    this.#filtered = filtered;
    if (!filtered) {
      this.#filter?.close();
      this.#filter = undefined;
      this.#highPass.disconnect();
      this.#highPass.connect(this.#gain);
      return;
    }
    NoiseFilter.open(this.#context).then(
      (filter) => {
        if (!this.#filtered || this.#filter !== undefined) {
          filter.close();
          return;
        }
        this.#filter = filter;
        this.#highPass.disconnect();
        this.#highPass.connect(filter.node).connect(this.#gain);
      },
      (thrown: unknown) => {
        if (this.#filtered) {
          this.#filtered = false; // chosen again, it is tried again
          this.events.emit('filterFailed', { error: AppError.from(thrown) });
        }
      },
    );
  }

  #command(command: GateCommand): void {
    this.#gate.port.postMessage(command);
  }

  #hear(report: GateReport): void {
    if (report.kind === 'level') {
      this.events.emit('levelMeasured', report);
    } else {
      this.#voice = report.open;
      this.events.emit('voiceChanged', { open: report.open, atMs: report.atMs });
    }
  }
}

const OPENS: Readonly<Record<Activation, GateSettings['opens']>> = {
  voice: 'voice',
  pushToTalk: 'held',
  always: 'always',
};

const gateSettings = (settings: MicSettings): GateSettings => ({
  opens: OPENS[settings.activation],
  openDb: settings.autoThreshold ? 'automatic' : settings.speechThresholdDb,
  holdMs: settings.holdMs,
  releaseMs: settings.releaseMs,
});
