/**
 * Worker: stands between a microphone's encoder and its packets, and lets nothing through while it is shut. The encoder
 * and RTP's clock go on meanwhile, so that opening costs nothing (https://www.w3.org/TR/webrtc-encoded-transform/).
 */
import { Recent } from './Recent.ts';
import type { ValveCommand, ValveOptions } from './valveMessages.ts';

/**
 * Word that a voice began arrives later than the voice: what was encoded since it began is sent after all. What was
 * encoded before is silence, and would only look like delay to the others' jitter buffers, as would what is older than
 * this.
 */
const FRAMES_KEPT = 3;
const FRESH_MS = 65;

self.onrtctransform = ({ transformer }) => {
  // Only our own Valves make transforms of this worker.
  const { port } = transformer.options as ValveOptions;
  const recent = new Recent<RTCEncodedAudioFrame>(FRAMES_KEPT, FRESH_MS);
  let open = false;
  const valve = new TransformStream<RTCEncodedAudioFrame, RTCEncodedAudioFrame>({
    start(controller) {
      port.onmessage = ({ data }: MessageEvent<ValveCommand>) => {
        open = data.open;
        if (open) {
          recent.take(Date.now(), data.sinceMs).forEach((frame) => {
            controller.enqueue(frame);
          });
        }
      };
    },
    transform(frame, controller) {
      if (open) {
        controller.enqueue(frame);
      } else {
        recent.keep(frame, Date.now());
      }
    },
  });
  transformer.readable
    .pipeThrough(valve)
    // Its type knows no kind of frame; what came from the readable of the same audio sender is right.
    .pipeTo(transformer.writable as WritableStream<RTCEncodedAudioFrame>)
    .catch(() => undefined) // the sender ended
    .finally(() => {
      port.close();
    });
};

// Nothing is entrusted to a worker that did not get as far as this.
self.postMessage('ready');
