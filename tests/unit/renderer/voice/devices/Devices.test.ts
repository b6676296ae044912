import { describe, expect, it } from 'vitest';
import { device, LOOK_EVERY_MS, openDevices, settled } from './fakeDevices.ts';

const MIC = device('input', 'mic', 'Microphone');
const SPEAKER = device('output', 'speaker', 'Speaker');

describe('the devices of this machine (C10)', () => {
  it('have one listener for the app, which goes with it', async () => {
    const { source, devices } = await openDevices(MIC);
    devices.events.on('changed', () => undefined);
    devices.events.on('changed', () => undefined);
    expect(source.listening).toBe(1);
    devices.close();
    devices.close();
    expect(source.listening).toBe(0);
  });

  it('tell a change of inputs from one of outputs, and no change at all from either', async () => {
    const { source, devices } = await openDevices(MIC, SPEAKER);
    const told: string[] = [];
    devices.events.on('changed', ({ kind }) => told.push(kind));
    await source.plug(MIC, SPEAKER, device('output', 'headphones'));
    expect(told).toEqual(['output']);
    await source.plug(SPEAKER, device('output', 'headphones'));
    expect(told).toEqual(['output', 'input']);
    await source.plug(SPEAKER, device('output', 'headphones'));
    expect(told).toEqual(['output', 'input']);
    devices.close();
  });

  it('know what is gone by its name, and nothing after their end', async () => {
    const { source, devices } = await openDevices(MIC);
    await source.plug();
    expect(devices.nameOf('mic')).toBe('Microphone');
    expect(devices.list('input').devices).toEqual([]);
    const looking = devices.refresh();
    source.infos = [MIC];
    devices.close();
    await looking;
    await settled();
    expect(devices.list('input').devices).toEqual([]);
  });

  it('are the newest that were asked for, whichever answer comes first', async () => {
    const { source, devices } = await openDevices(MIC);
    const answers: ((infos: readonly (typeof MIC)[]) => void)[] = [];
    source.enumerateDevices = () => new Promise((resolve) => answers.push(resolve));
    const older = devices.refresh();
    const newer = devices.refresh();
    answers[1]?.([MIC, device('input', 'new')]);
    answers[0]?.([]);
    await Promise.all([older, newer]);
    expect(devices.list('input').devices.map(({ id }) => id)).toEqual(['mic', 'new']);
    devices.close();
  });

  it('are looked at again and again while somebody attends: not every browser tells of every device', async () => {
    const { source, devices } = await openDevices(MIC);
    const release = devices.attend();
    await settled();
    source.infos = [MIC, device('input', 'bluetooth')];
    await expect.poll(() => devices.list('input').devices.length).toBe(2); // without any event
    release();
    release();
    await settled();
    source.infos = [MIC];
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS * 4));
    expect(devices.list('input').devices).toHaveLength(2);
    devices.close();
  });
});
