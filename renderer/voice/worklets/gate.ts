/** Microphone worklet: meters, finds voice activity, lets through what is to be sent, and limits it. Mono, or stereo. */
import { Gate, rms, type GateSettings } from './gateMath.ts';
import { Limiter } from './limiterMath.ts';
import { GATE_PROCESSOR, type GateCommand, type GateReport } from './gateMessages.ts';

/** A level is told so often at most, where it is another one; else just so often that it is known to be measured. */
const LEVEL_EVERY_S = 0.05;
const SAME_LEVEL_EVERY_S = 0.5;
const LEVEL_STEP_DB = 0.5;
/** Opening and closing take this long, so that neither clicks. */
const FADE_S = 0.004;

const UNCONFIGURED: GateSettings = { opens: 'voice', openDb: -50, holdMs: 300, releaseMs: 0 };
/** Of what is sent: a gain above 100 % must not distort. */
const CEILING = 0.94;
const LIMITER_RELEASE_MS = 80;

class GateProcessor extends AudioWorkletProcessor {
  readonly #gate = new Gate(UNCONFIGURED);
  readonly #limiter = new Limiter(CEILING, LIMITER_RELEASE_MS, sampleRate);
  #muted = false;
  #gain = 0;
  #lastOpen = false;
  #nextLevelAt = 0;
  #sameLevelAt = 0;
  #toldDb = 0;
  #toldThresholdDb = 0;
  #toldSpeech = false;

  constructor(options: { readonly processorOptions?: unknown }) {
    super(options);
    this.port.onmessage = ({ data }) => {
      // The port is private to MicTrack, which posts nothing else.
      this.#obey(data as GateCommand);
    };
  }

  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [input = [], output = []] = [inputs[0], outputs[0]];
    const loudest = loudestOf(input);
    if (loudest === undefined) {
      return true; // nothing comes: the output is silent as it is
    }
    const open = this.#gate.push(loudest, (loudest.length / sampleRate) * 1_000);
    this.#report(open);
    const target = open && !this.#muted ? 1 : 0;
    if (target === 0 && this.#gain === 0) {
      return true;
    }
    const from = this.#gain;
    for (const [channel, samples] of output.entries()) {
      this.#gain = from;
      this.#fade(input[channel] ?? loudest, samples, target);
    }
    this.#limiter.process(output, output);
    return true;
  }

  #fade(input: Float32Array, output: Float32Array, target: number): void {
    const step = 1 / (FADE_S * sampleRate);
    for (let index = 0; index < output.length; index += 1) {
      this.#gain += Math.max(-step, Math.min(step, target - this.#gain));
      output[index] = (input[index] ?? 0) * this.#gain;
    }
  }

  #obey(command: GateCommand): void {
    switch (command.kind) {
      case 'configure':
        this.#gate.configure(command.settings);
        break;
      case 'mute':
        this.#muted = command.muted;
        break;
      case 'hold':
        this.#gate.hold(command.held);
        break;
    }
  }

  #report(open: boolean): void {
    if (open !== this.#lastOpen) {
      this.#lastOpen = open;
      this.port.postMessage({ kind: 'voice', open, atMs: Date.now() } satisfies GateReport);
    }
    if (currentTime >= this.#nextLevelAt) {
      this.#reportLevel();
    }
  }

  #reportLevel(): void {
    const { levelDb, thresholdDb, speech } = this.#gate;
    const same =
      Math.abs(levelDb - this.#toldDb) < LEVEL_STEP_DB &&
      Math.abs(thresholdDb - this.#toldThresholdDb) < LEVEL_STEP_DB &&
      speech === this.#toldSpeech;
    if (same && currentTime < this.#sameLevelAt) {
      return;
    }
    this.#nextLevelAt = currentTime + LEVEL_EVERY_S;
    this.#sameLevelAt = currentTime + SAME_LEVEL_EVERY_S;
    this.#toldDb = levelDb;
    this.#toldThresholdDb = thresholdDb;
    this.#toldSpeech = speech;
    this.port.postMessage({ kind: 'level', levelDb, thresholdDb, speech } satisfies GateReport);
  }
}

/** What is loud on one side only is loud. */
function loudestOf([first, second]: readonly Float32Array[]): Float32Array | undefined {
  return first === undefined || second === undefined || rms(first) >= rms(second) ? first : second;
}

registerProcessor(GATE_PROCESSOR, GateProcessor);
