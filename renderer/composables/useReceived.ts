import { useIntervalFn } from '@vueuse/core';
import { ref, shallowRef, type Ref } from 'vue';

export interface Received {
  /** Lines of the picture as it arrives. */
  readonly height: number;
  /** Pictures shown in the last second. */
  readonly fps: number;
}

const EVERY_MS = 1_000;
/** Without a picture for so long it is told. */
const PATIENCE_TICKS = 4;

/** What really arrives in a video element, and whether it stands still. */
export function useReceived(element: Readonly<Ref<HTMLVideoElement | null>>): {
  received: Readonly<Ref<Received | undefined>>;
  still: Readonly<Ref<boolean>>;
} {
  const received = shallowRef<Received>();
  const still = ref(false);
  let frames = 0;
  let atMs = 0;
  let emptyTicks = 0;

  useIntervalFn(() => {
    const video = element.value;
    if (video === null || video.videoHeight === 0) {
      received.value = undefined;
      return;
    }
    const nowMs = performance.now();
    const total = video.getVideoPlaybackQuality().totalVideoFrames;
    const fps = Math.max(0, Math.round(((total - frames) * 1_000) / Math.max(1, nowMs - atMs)));
    emptyTicks = total === frames ? emptyTicks + 1 : 0;
    still.value = emptyTicks >= PATIENCE_TICKS;
    if (atMs > 0) {
      received.value = { height: video.videoHeight, fps };
    }
    frames = total;
    atMs = nowMs;
  }, EVERY_MS);
  return { received, still };
}
