/** Devices that a test plugs in and out, in place of `navigator.mediaDevices`: the browser's part, not ours. */
import type { DeviceInfo, DeviceKind } from '../../../../../renderer/voice/devices/deviceList.ts';
import { Devices, type DeviceSource } from '../../../../../renderer/voice/devices/Devices.ts';

const KINDS: Readonly<Record<DeviceKind, MediaDeviceKind>> = {
  input: 'audioinput',
  output: 'audiooutput',
  camera: 'videoinput',
};

export const device = (kind: DeviceKind, deviceId: string, label = deviceId, groupId = deviceId): DeviceInfo => ({
  kind: KINDS[kind],
  deviceId,
  label,
  groupId,
});

/** Of those who attend: soon. */
export const LOOK_EVERY_MS = 5;

export class FakeDevices extends EventTarget implements DeviceSource {
  infos: DeviceInfo[];
  /** Listeners of `devicechange` that are there now. */
  listening = 0;

  constructor(...infos: DeviceInfo[]) {
    super();
    this.infos = infos;
  }

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listening += 1;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listening -= 1;
    super.removeEventListener(...args);
  }

  enumerateDevices(): Promise<readonly DeviceInfo[]> {
    return Promise.resolve(this.infos);
  }

  /** From now on there are these, and the page is told. */
  async plug(...infos: DeviceInfo[]): Promise<void> {
    this.infos = infos;
    this.dispatchEvent(new Event('devicechange'));
    await settled();
  }
}

/** Enumerating and what follows it are over. */
export const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

export async function openDevices(...infos: DeviceInfo[]): Promise<{ source: FakeDevices; devices: Devices }> {
  const source = new FakeDevices(...infos);
  const devices = new Devices(source, LOOK_EVERY_MS);
  await settled();
  return { source, devices };
}
