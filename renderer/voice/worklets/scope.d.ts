/**
 * The AudioWorkletGlobalScope as far as our processors use it: lib.dom describes windows only
 * (https://webaudio.github.io/web-audio-api/#AudioWorkletGlobalScope).
 */
interface WorkletPort {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown): void;
}

declare abstract class AudioWorkletProcessor {
  readonly port: WorkletPort;
  constructor(options?: { readonly processorOptions?: unknown });
}

declare const sampleRate: number;
declare const currentTime: number;

declare function registerProcessor(
  name: string,
  processor: new (options: { readonly processorOptions?: unknown }) => AudioWorkletProcessor,
): void;
