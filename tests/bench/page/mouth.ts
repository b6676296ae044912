/**
 * A microphone that is known to the sample: what the page gets for a device is made in an AudioWorklet, which says when
 * it begins to speak. All times are `Date.now()`, which a worklet has too: one clock for every page of the machine.
 */

export interface Mouth {
  /** When each burst of the tone began; the page's first microphone only. */
  readonly spokeMs: readonly number[];
}

declare global {
  interface Window {
    mouth: Mouth;
  }
}

/** Runs in the page, before its own scripts: nothing outside of this function is known there. */
export function installMouth(): void {
  // A burst each second or so: the odd milliseconds walk through the frames of the codec.
  const processor = `
    const PERIOD = Math.round(1.0137 * sampleRate);
    const TONE = 0.3 * sampleRate;
    registerProcessor('mouth', class extends AudioWorkletProcessor {
      at = 0;
      process(_inputs, [[samples]]) {
        for (let index = 0; index < samples.length; index += 1) {
          const inPeriod = this.at % PERIOD;
          if (inPeriod === 0) {
            this.port.postMessage(Date.now());
          }
          samples[index] = inPeriod < TONE ? 0.25 * Math.cos((2 * Math.PI * 440 * inPeriod) / sampleRate) : 0;
          this.at += 1;
        }
        return true;
      }
    });`;
  const moduleUrl = URL.createObjectURL(new Blob([processor], { type: 'text/javascript' }));
  const spokeMs: number[] = [];
  navigator.mediaDevices.getUserMedia = async () => {
    const context = new AudioContext({ sampleRate: 48_000, latencyHint: 'interactive' });
    await context.audioWorklet.addModule(moduleUrl);
    const mouth = new AudioWorkletNode(context, 'mouth', { numberOfInputs: 0, outputChannelCount: [1] });
    mouth.port.onmessage = ({ data }: MessageEvent<number>) => {
      spokeMs.push(data);
    };
    const device = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    mouth.connect(device);
    return device.stream;
  };
  window.mouth = { spokeMs };
}
