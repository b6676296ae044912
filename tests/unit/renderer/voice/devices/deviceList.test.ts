import { describe, expect, it } from 'vitest';
import { listOf } from '../../../../../renderer/voice/devices/deviceList.ts';
import { device } from './fakeDevices.ts';

describe('the devices people choose among', () => {
  it('are of one kind, without the aliases of the browser, whose target has its name told', () => {
    const infos = [
      device('input', 'default', 'Padrão - Headset', 'g1'),
      device('input', 'communications', 'Comunicações - Headset', 'g1'),
      device('input', 'a', 'Webcam', 'g2'),
      device('input', 'b', 'Headset', 'g1'),
      device('output', 'c', 'Speakers', 'g3'),
    ];
    expect(listOf(infos, 'input')).toEqual({
      devices: [
        { id: 'a', label: 'Webcam' },
        { id: 'b', label: 'Headset' },
      ],
      defaultName: 'Headset',
      defaultKey: 'g1 Padrão - Headset',
      known: true,
    });
    expect(listOf(infos, 'output').devices).toEqual([{ id: 'c', label: 'Speakers' }]);
    expect(listOf(infos, 'output').defaultName).toBeUndefined();
  });

  it('keep their numbers where two have one name, whichever is listed first', () => {
    const [one, other] = [device('input', 'x', 'USB Mic'), device('input', 'y', 'USB Mic')];
    const labels = (...infos: (typeof one)[]): Record<string, string> =>
      Object.fromEntries(listOf(infos, 'input').devices.map(({ id, label }) => [id, label]));
    expect(labels(one, other)).toEqual({ x: 'USB Mic (1)', y: 'USB Mic (2)' });
    expect(labels(other, one)).toEqual(labels(one, other));
  });

  it('are not known while the browser hides them: then none can be missing', () => {
    const list = listOf([device('input', '', '', '')], 'input');
    expect(list.known).toBe(false);
    expect(list.devices).toEqual([]);
  });
});
