import { Lifetime, type Closable, type Release } from '../../../common/lifetime.ts';
import type { Cue } from './cues.ts';
import { soundOf } from './sounds.ts';

/**
 * Lets cues be heard at the chosen output, beside the voices: neither deafening nor the volume of everybody changes them,
 * and they go nowhere else, so nobody else hears them.
 */
export class CuePlayer implements Closable {
  readonly #context: AudioContext;
  readonly #output: GainNode;
  readonly #lifetime = new Lifetime();
  readonly #sounds = new Map<Cue, AudioBuffer>();
  readonly #playing = new Set<AudioBufferSourceNode>();
  #hushed = 0;

  /** @param output what leads to the loudspeaker */
  constructor(context: AudioContext, output: AudioNode) {
    this.#context = context;
    this.#output = context.createGain();
    this.#output.connect(output);
    this.#lifetime.add(() => {
      this.#stop();
      this.#output.disconnect();
    });
  }

  /** @param volume 0 to 1. Does nothing while the browser does not let the page be heard: late, it would tell a lie. */
  play(cue: Cue, volume: number): void {
    if (this.#lifetime.ended || this.#hushed > 0 || volume <= 0 || this.#context.state !== 'running') {
      return;
    }
    this.#output.gain.value = Math.min(1, volume);
    const source = new AudioBufferSourceNode(this.#context, { buffer: this.#bufferOf(cue) });
    source.connect(this.#output);
    this.#playing.add(source);
    source.onended = () => {
      this.#forget(source);
    };
    source.start();
  }

  /** Ends what is heard, and lets none be heard until the answered function is called. */
  hush(): Release {
    this.#hushed += 1;
    this.#stop();
    let released = false;
    return () => {
      this.#hushed -= released ? 0 : 1;
      released = true;
    };
  }

  close(): void {
    this.#lifetime.end();
  }

  #bufferOf(cue: Cue): AudioBuffer {
    let buffer = this.#sounds.get(cue);
    if (buffer === undefined) {
      const { sampleRate } = this.#context;
      const sound = soundOf(cue, sampleRate);
      // Both ears: the graph gives one channel to both.
      buffer = new AudioBuffer({ length: sound.length, numberOfChannels: 1, sampleRate });
      buffer.copyToChannel(sound, 0);
      this.#sounds.set(cue, buffer);
    }
    return buffer;
  }

  #stop(): void {
    for (const source of this.#playing) {
      source.stop();
      this.#forget(source);
    }
  }

  #forget(source: AudioBufferSourceNode): void {
    source.onended = null;
    source.disconnect();
    this.#playing.delete(source);
  }
}
