import { useTimeoutFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { onScopeDispose, shallowReactive, shallowRef } from 'vue';
import { DEVICE_KINDS, NO_DEVICES, type DeviceKind, type DeviceList } from '../voice/devices/deviceList.ts';
import type { DeviceNews } from '../voice/devices/DeviceFollow.ts';
import { Devices } from '../voice/devices/Devices.ts';

/**
 * Chromium on Linux hears of devices from the kernel, and so of none that only the sound server has, as every Bluetooth
 * headset is: `devicechange` comes when somebody enumerates.
 */
const LOOK_EVERY_MS = 3_000;

/** Good news need not be dismissed. */
const GOOD_NEWS_MS = 8_000;

/** The devices of this machine, projected for the views. */
export const useDevicesStore = defineStore('devices', () => {
  const source = new Devices(navigator.mediaDevices, navigator.userAgent.includes('Linux') ? LOOK_EVERY_MS : undefined);
  const lists = shallowReactive<Record<DeviceKind, DeviceList>>({
    input: NO_DEVICES,
    output: NO_DEVICES,
    camera: NO_DEVICES,
  });
  for (const kind of DEVICE_KINDS) {
    lists[kind] = source.list(kind);
  }
  source.events.on('changed', ({ kind, list }) => {
    lists[kind] = list;
  });

  /** What the person is told of a device they use. */
  const news = shallowRef<DeviceNews>();
  const { start, stop } = useTimeoutFn(
    () => {
      news.value = undefined;
    },
    GOOD_NEWS_MS,
    { immediate: false },
  );
  function tell(told: DeviceNews): void {
    stop();
    news.value = told;
    if (told.state !== 'away') {
      start();
    }
  }
  function dismiss(): void {
    stop();
    news.value = undefined;
  }

  onScopeDispose(() => {
    source.close();
  });
  return {
    lists,
    news,
    tell,
    dismiss,
    nameOf: (id: string) => source.nameOf(id),
    /** They are looked at until the answered function is called. */
    attend: () => source.attend(),
    refresh: async () => source.refresh(),
    /** For who follows them in a call. */
    borrow: () => source,
  };
});
