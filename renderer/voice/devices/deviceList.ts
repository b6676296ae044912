/** The devices of one kind as people choose among them, out of what the browser enumerates. */

export const DEVICE_KINDS = ['input', 'output', 'camera'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

export interface Device {
  readonly id: string;
  /** Empty where the browser does not tell it (yet). */
  readonly label: string;
}

export interface DeviceList {
  /** Without the browser's own aliases of them. */
  readonly devices: readonly Device[];
  /** What the system's default is right now, where the browser tells. */
  readonly defaultName: string | undefined;
  /** Another one when the system's default is another device. */
  readonly defaultKey: string;
  /** Browsers hide ids from pages that may not use devices yet: then nobody can say that one is missing. */
  readonly known: boolean;
}

export const NO_DEVICES: DeviceList = { devices: [], defaultName: undefined, defaultKey: '', known: false };

/** The parts of a MediaDeviceInfo that this reads. */
export type DeviceInfo = Pick<MediaDeviceInfo, 'deviceId' | 'groupId' | 'kind' | 'label'>;

const KIND_NAMES: Readonly<Record<DeviceKind, MediaDeviceKind>> = {
  input: 'audioinput',
  output: 'audiooutput',
  camera: 'videoinput',
};

/** Chromium lists the system's choices as devices of their own, which are aliases of others. */
const DEFAULT_ALIAS = 'default';
const ALIASES: ReadonlySet<string> = new Set(['', DEFAULT_ALIAS, 'communications']);

/** @param infos as the browser enumerates them, of all kinds */
export function listOf(infos: readonly DeviceInfo[], kind: DeviceKind): DeviceList {
  const own = infos.filter((info) => info.kind === KIND_NAMES[kind]);
  const real = own.filter(({ deviceId }) => !ALIASES.has(deviceId));
  const alias = own.find(({ deviceId }) => deviceId === DEFAULT_ALIAS);
  // "Default - Headset", with the first word in the browser's language: the end is the device's own name.
  const target = real.find(({ label }) => label !== '' && alias?.label.endsWith(label) === true);
  return {
    devices: numbered(real),
    defaultName: target?.label,
    defaultKey: alias === undefined ? '' : `${alias.groupId} ${alias.label}`,
    known: infos.every(({ deviceId }) => deviceId !== ''),
  };
}

/** Whether this one is there now. */
export const hasDevice = ({ devices }: DeviceList, id: string): boolean => devices.some((device) => device.id === id);

/** Two of the same name are told apart by a number, which does not depend on which was plugged in first. */
function numbered(infos: readonly DeviceInfo[]): Device[] {
  return infos.map(({ deviceId, label }) => {
    const same = infos
      .filter((other) => other.label === label)
      .map((other) => other.deviceId)
      .sort();
    const suffix = label === '' || same.length < 2 ? '' : ` (${String(same.indexOf(deviceId) + 1)})`;
    return { id: deviceId, label: `${label}${suffix}` };
  });
}

/** Whether people would see the same. */
export const isSameList = (one: DeviceList, other: DeviceList): boolean =>
  one.known === other.known &&
  one.defaultKey === other.defaultKey &&
  one.defaultName === other.defaultName &&
  one.devices.length === other.devices.length &&
  one.devices.every(({ id, label }, index) => other.devices[index]?.id === id && other.devices[index].label === label);
