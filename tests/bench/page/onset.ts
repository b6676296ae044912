/**
 * When sound begins, found in an AudioWorklet that listens to whatever reaches the loudspeaker. All times are
 * `Date.now()`, which a worklet has too: one clock for every page of the machine.
 */

export interface Onset {
  /** Whether the page has connected anything to its loudspeaker, and the worklet listens. */
  ready(): Promise<void>;
  /** Waits for sound after silence; answers when it began. */
  next(): Promise<number>;
  /** Whether there is sound now. */
  readonly loud: boolean;
  /** When the last click happened, by the event's own time. */
  readonly clickedMs: number;
  /** When this page began to be navigated to. */
  readonly navigatedMs: number;
}

declare global {
  interface Window {
    onset: Onset;
  }
}

/** Runs in the page, before its own scripts: nothing outside of this function is known there. */
export function installOnset(): void {
  /** -50 dBFS: far below our tones, far above what a codec makes of silence. */
  const processor = `
    const LOUD = 0.003;
    const QUIET_BLOCKS = 38; // 100 ms: what counts as silence again
    registerProcessor('onset', class extends AudioWorkletProcessor {
      loud = false;
      quiet = 0;
      process([channels]) {
        let loud = false;
        for (const samples of channels) {
          for (const sample of samples) {
            loud ||= Math.abs(sample) > LOUD;
          }
        }
        this.quiet = loud ? 0 : this.quiet + 1;
        if (loud !== this.loud && (loud || this.quiet > QUIET_BLOCKS)) {
          this.loud = loud;
          this.port.postMessage({ loud, atMs: Date.now() });
        }
        return true;
      }
    });`;
  const moduleUrl = URL.createObjectURL(new Blob([processor], { type: 'text/javascript' }));
  const navigatedMs = Date.now() - performance.now();
  const listening = Promise.withResolvers<undefined>();
  let heard: ((atMs: number) => void)[] = [];
  let loud = false;
  let clickedMs = Number.NaN;

  const original = Object.getOwnPropertyDescriptor(AudioNode.prototype, 'connect');
  const connect: unknown = original?.value;
  if (typeof connect !== 'function') {
    throw new TypeError('AudioNode.connect is not where it should be');
  }

  const listen = async (node: AudioNode, loading: Promise<void> | undefined): Promise<void> => {
    await (loading ?? node.context.audioWorklet.addModule(moduleUrl));
    const tap = new AudioWorkletNode(node.context, 'onset', { numberOfOutputs: 0 });
    tap.port.onmessage = ({ data }: MessageEvent<{ loud: boolean; atMs: number }>) => {
      loud = data.loud;
      if (loud) {
        const waiting = heard;
        heard = [];
        waiting.forEach((resolve) => {
          resolve(data.atMs);
        });
      }
    };
    Reflect.apply(connect, node, [tap]);
    listening.resolve(undefined);
  };

  const loadings = new WeakMap<BaseAudioContext, Promise<void>>();
  // Loaded beside the page's own worklets, so that listening costs a join no time.
  window.AudioContext = class extends AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      loadings.set(this, this.audioWorklet.addModule(moduleUrl));
    }
  };
  Object.defineProperty(AudioNode.prototype, 'connect', {
    ...original,
    value(this: AudioNode, ...args: unknown[]): unknown {
      if (args[0] instanceof AudioDestinationNode) {
        void listen(this, loadings.get(this.context));
      }
      return Reflect.apply(connect, this, args);
    },
  });
  addEventListener(
    'click',
    ({ timeStamp }) => {
      clickedMs = Date.now() - (performance.now() - timeStamp);
    },
    { capture: true },
  );

  window.onset = {
    ready: () => listening.promise,
    next: () =>
      new Promise((resolve) => {
        heard.push(resolve);
      }),
    get loud() {
      return loud;
    },
    get clickedMs() {
      return clickedMs;
    },
    navigatedMs,
  };
}
