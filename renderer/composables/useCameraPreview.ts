import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import type { AppError } from '../../common/errors.ts';
import { useDevicesStore } from '../stores/devices.ts';
import { useSettingsStore } from '../stores/settings.ts';
import { OwnCamera } from '../voice/video/OwnCamera.ts';
import type { CameraState } from '../voice/video/VideoState.ts';

export interface CameraPreview {
  readonly on: ComputedRef<boolean>;
  readonly media: ComputedRef<MediaStream | undefined>;
  readonly problem: Readonly<ShallowRef<AppError | undefined>>;
  readonly begin: () => void;
  readonly end: () => void;
}

/** The chosen camera, which nobody else sees; it is given back with the component. */
export function useCameraPreview(): CameraPreview {
  const settings = useSettingsStore();
  const camera = new OwnCamera(settings.video.cameraDeviceId, useDevicesStore().borrow());
  const state = shallowRef<CameraState>(camera.state);
  const problem = shallowRef<AppError>();
  camera.events.on('stateChanged', (changed) => {
    state.value = changed.state;
  });
  camera.events.on('troubled', ({ error }) => {
    problem.value = error;
  });
  watch(
    () => settings.video.cameraDeviceId,
    (deviceId) => {
      camera.choose(deviceId);
    },
  );
  onScopeDispose(() => {
    camera.close();
  });
  return {
    on: computed(() => state.value.kind !== 'off'),
    media: computed(() => (state.value.kind === 'on' ? state.value.media : undefined)),
    problem,
    begin: () => {
      problem.value = undefined;
      camera.start();
    },
    end: () => {
      camera.stop();
    },
  };
}
