import { describe, expect, it } from 'vitest';
import { DeviceFollow, type DeviceNews } from '../../../../../renderer/voice/devices/DeviceFollow.ts';
import type { DeviceInfo } from '../../../../../renderer/voice/devices/deviceList.ts';
import type { Devices } from '../../../../../renderer/voice/devices/Devices.ts';
import { device, openDevices, settled, type FakeDevices } from './fakeDevices.ts';

const HEADSET = device('input', 'headset', 'Headset');
const WEBCAM = device('input', 'webcam', 'Webcam');

interface Followed {
  readonly source: FakeDevices;
  readonly devices: Devices;
  readonly followed: DeviceFollow;
  readonly used: (string | undefined)[];
  readonly told: DeviceNews[];
}

async function follow(wanted: string | undefined, ...infos: DeviceInfo[]): Promise<Followed> {
  const { source, devices } = await openDevices(...infos);
  const followed = new DeviceFollow(devices, 'input', wanted);
  const used: (string | undefined)[] = [];
  const told: DeviceNews[] = [];
  followed.events.on('changed', ({ deviceId }) => used.push(deviceId));
  followed.events.on('told', ({ news }) => told.push(news));
  return { source, devices, followed, used, told };
}

describe('a chosen device that comes and goes (C24)', () => {
  it('has the default in its place, is told by name, and returns', async () => {
    const { source, devices, used, told } = await follow('headset', HEADSET, WEBCAM);
    await source.plug(WEBCAM);
    expect(used).toEqual([undefined]);
    expect(told).toEqual([{ kind: 'input', state: 'away', name: 'Headset' }]);
    await source.plug(HEADSET, WEBCAM);
    expect(used).toEqual([undefined, 'headset']);
    expect(told[1]).toEqual({ kind: 'input', state: 'back', name: 'Headset' });
    devices.close();
  });

  it('is given up as soon as it ends, before any list says so', async () => {
    const { source, devices, followed, used, told } = await follow('headset', HEADSET, WEBCAM);
    source.infos = [WEBCAM];
    followed.lost('Headset');
    expect(used).toEqual([undefined]);
    await settled();
    expect(told).toHaveLength(1);
    expect(devices.list('input').devices.map(({ id }) => id)).toEqual(['webcam']); // looked at anew, without an event
    devices.close();
  });

  it('is not told when the person chooses another one meanwhile', async () => {
    const { devices, followed, used, told } = await follow('headset', HEADSET, WEBCAM);
    followed.choose('webcam');
    followed.choose(undefined);
    expect(used).toEqual(['webcam', undefined]);
    expect(told).toEqual([]);
    devices.close();
  });

  it('does not hear of devices of another kind, nor of any after its end', async () => {
    const { source, devices, followed, used } = await follow('headset', HEADSET);
    await source.plug(HEADSET, device('output', 'speaker'));
    expect(used).toEqual([]);
    followed.close();
    await source.plug();
    expect(used).toEqual([]);
    devices.close();
  });
});

describe('the system’s default', () => {
  const alias = (target: DeviceInfo): DeviceInfo =>
    device('input', 'default', `Default - ${target.label}`, target.groupId);

  it('is opened anew when it is another device', async () => {
    const { source, devices, used, told } = await follow(undefined, alias(HEADSET), HEADSET, WEBCAM);
    await source.plug(alias(WEBCAM), HEADSET, WEBCAM);
    expect(used).toEqual([undefined]);
    expect(told).toEqual([]);
    devices.close();
  });

  it('is opened anew, and that is told, when what it was is unplugged', async () => {
    const { devices, followed, used, told } = await follow(undefined, HEADSET, WEBCAM);
    followed.lost('Headset');
    expect(used).toEqual([undefined]);
    expect(told).toEqual([{ kind: 'input', state: 'replaced', name: 'Headset' }]);
    devices.close();
  });
});
