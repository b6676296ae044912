import { computed, onScopeDispose, type ComputedRef, type WritableComputedRef } from 'vue';
import { useDevicesStore } from '../stores/devices.ts';
import { useSettingsStore } from '../stores/settings.ts';
import { useText, type TextKey } from '../text/index.ts';
import { hasDevice, type DeviceKind } from '../voice/devices/deviceList.ts';

interface DeviceOption {
  readonly value: string;
  readonly text: string;
}

export interface DeviceChoice {
  /** The id; empty for the system's default. */
  readonly chosen: WritableComputedRef<string>;
  readonly options: ComputedRef<readonly DeviceOption[]>;
}

const SYSTEM_DEFAULT = '';
const AWAY: Readonly<Record<DeviceKind, TextKey>> = {
  input: 'devices.microphoneNotThere',
  output: 'devices.speakerNotThere',
  camera: 'devices.cameraNotThere',
};

/** Which device of a kind is used, and which there are; names are known to pages that may use one. */
export function useDeviceChoice(kind: DeviceKind): DeviceChoice {
  const devices = useDevicesStore();
  const settings = useSettingsStore();
  const { t } = useText();
  onScopeDispose(devices.attend());

  function stored(): string | undefined {
    switch (kind) {
      case 'input':
        return settings.audio.inputDeviceId;
      case 'output':
        return settings.audio.outputDeviceId;
      case 'camera':
        return settings.video.cameraDeviceId;
    }
  }

  function store(id: string | undefined): void {
    switch (kind) {
      case 'input':
        settings.changeAudio({ inputDeviceId: id });
        break;
      case 'output':
        settings.changeAudio({ outputDeviceId: id });
        break;
      case 'camera':
        settings.changeVideo({ cameraDeviceId: id });
        break;
    }
  }

  const options = computed<readonly DeviceOption[]>(() => {
    const list = devices.lists[kind];
    const id = stored();
    const { defaultName: name } = list;
    const byDefault = name === undefined ? t('preferences.systemDefault') : t('devices.systemDefaultOf', { name });
    return [
      { value: SYSTEM_DEFAULT, text: kind === 'camera' ? t('video.cameraAny') : byDefault },
      ...list.devices.map((device, index) => ({
        value: device.id,
        text: device.label === '' ? t('preferences.unnamedDevice', { number: index + 1 }) : device.label,
      })),
      // What was chosen stays chosen while it is away.
      ...(id === undefined || hasDevice(list, id)
        ? []
        : [{ value: id, text: t('devices.notThere', { name: devices.nameOf(id) ?? t(AWAY[kind]) }) }]),
    ];
  });
  const chosen = computed<string>({
    get: () => stored() ?? SYSTEM_DEFAULT,
    set: (value) => {
      store(value === SYSTEM_DEFAULT ? undefined : value);
    },
  });
  return { chosen, options };
}
