import { useDevicesList } from '@vueuse/core';
import { computed, type ComputedRef } from 'vue';
import { useText } from '../text/index.ts';

interface DeviceOption {
  /** Empty: the system's default, whatever that is at the time. */
  readonly value: string;
  readonly text: string;
}

/** Chromium lists its own aliases of other entries among the devices. */
const ALIASES: ReadonlySet<string> = new Set(['', 'default', 'communications']);

/** The sound devices by name; browsers tell names only to pages that may use the microphone. */
export function useSoundDevices(): Readonly<Record<'inputs' | 'outputs', ComputedRef<readonly DeviceOption[]>>> {
  const { t } = useText();
  const { audioInputs, audioOutputs } = useDevicesList();

  const options = (devices: readonly MediaDeviceInfo[]): readonly DeviceOption[] => [
    { value: '', text: t('preferences.systemDefault') },
    ...devices
      .filter(({ deviceId }) => !ALIASES.has(deviceId))
      .map(({ deviceId, label }, index) => ({
        value: deviceId,
        text: label === '' ? t('preferences.unnamedDevice', { number: index + 1 }) : label,
      })),
  ];
  return {
    inputs: computed(() => options(audioInputs.value)),
    outputs: computed(() => options(audioOutputs.value)),
  };
}
