import { useDocumentVisibility } from '@vueuse/core';
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { CaptureStatus } from '../../common/capture.ts';
import { useVideoStore } from '../stores/video.ts';

/** How the app's capture goes, told once a second while this is shown and the window is seen (C16). */
export function useCaptured(): ShallowRef<CaptureStatus | undefined> {
  const video = useVideoStore();
  const visibility = useDocumentVisibility();
  const status = shallowRef<CaptureStatus>();
  let end: () => void = () => undefined;

  watch(
    () => visibility.value === 'visible' && video.share.kind === 'on' && video.share.way === 'native',
    (looked) => {
      end();
      end = () => undefined;
      status.value = undefined;
      if (looked) {
        end = video.watchCapture((told) => {
          status.value = told;
        });
      }
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    end();
  });
  return status;
}
