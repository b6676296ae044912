import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Devices } from '../../../../renderer/voice/devices/Devices.ts';
import { Output, type SinkContext } from '../../../../renderer/voice/Output.ts';
import type { DeviceNews } from '../../../../renderer/voice/devices/DeviceFollow.ts';
import { device, openDevices, settled, type FakeDevices } from './devices/fakeDevices.ts';

/** The part of an AudioContext that has an output; the browser's, not ours. */
class FakeContext extends EventTarget implements SinkContext {
  sinkId: SinkContext['sinkId'] = '';
  readonly set: SinkContext['sinkId'][] = [];
  refused: string | undefined;
  resumed = 0;

  setSinkId(sinkId: SinkContext['sinkId']): Promise<void> {
    if (sinkId === this.refused) {
      return Promise.reject(new DOMException('no such device', 'NotFoundError'));
    }
    this.set.push(sinkId);
    this.sinkId = sinkId;
    return Promise.resolve();
  }

  resume(): Promise<void> {
    this.resumed += 1;
    return Promise.resolve();
  }
}

const MIC = device('input', 'mic');
const SPEAKER = device('output', 'speaker', 'Speaker');
const HEADPHONES = device('output', 'headphones', 'Headphones');

interface Opened {
  readonly source: FakeDevices;
  readonly devices: Devices;
  readonly context: FakeContext;
  readonly output: Output;
  readonly told: DeviceNews[];
}

async function open(wanted: string | undefined): Promise<Opened> {
  const { source, devices } = await openDevices(MIC, SPEAKER, HEADPHONES);
  const context = new FakeContext();
  const output = new Output(context, devices, wanted);
  const told: DeviceNews[] = [];
  output.events.on('told', ({ news }) => told.push(news));
  await settled();
  return { source, devices, context, output, told };
}

/** As long as Chromium keeps the streams of a device that nobody uses any more, and a little more. */
const RESTED_MS = 6_000;

afterEach(() => {
  vi.useRealTimers();
});

describe('the one output of the whole graph (C17)', () => {
  it('is the chosen one from the start, and another as soon as that is chosen', async () => {
    const { context, output } = await open('speaker');
    expect(context.sinkId).toBe('speaker');
    output.choose('headphones');
    output.choose('speaker');
    output.choose('headphones');
    await settled();
    expect(context.sinkId).toBe('headphones');
    output.choose(undefined);
    await settled();
    expect(context.sinkId).toBe('');
  });

  it('is left as it is where nothing was chosen', async () => {
    const { context } = await open(undefined);
    expect(context.set).toEqual([]);
  });

  it('goes on at the default when the device goes, is told, and returns with it (C24)', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const { source, context, told } = await open('headphones');
    source.infos = [MIC, SPEAKER];
    const { resumed } = context;
    context.dispatchEvent(new Event('error')); // the browser stopped the graph
    await settled();
    expect(context.sinkId).toBe('');
    expect(context.resumed).toBeGreaterThan(resumed);
    expect(told).toEqual([{ kind: 'output', state: 'away', name: 'Headphones' }]);
    vi.advanceTimersByTime(RESTED_MS);
    await source.plug(MIC, SPEAKER, HEADPHONES);
    expect(context.sinkId).toBe('headphones');
    expect(told[1]?.state).toBe('back');
  });

  it('does not return to streams that the browser kept and the sound server moved, and says "back" when it is so (C24)', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const { source, context, told } = await open('headphones');
    await source.plug(MIC, SPEAKER);
    vi.advanceTimersByTime(1_000);
    await source.plug(MIC, SPEAKER, HEADPHONES);
    vi.advanceTimersByTime(RESTED_MS - 2_000);
    await settled();
    expect(context.sinkId).toBe('');
    expect(told.map(({ state }) => state)).toEqual(['away']);
    vi.advanceTimersByTime(1_500);
    await settled();
    expect(context.sinkId).toBe('headphones');
    expect(told.map(({ state }) => state)).toEqual(['away', 'back']);
  });

  it('is changed to and fro at once by who chooses', async () => {
    const { context, output } = await open('headphones');
    output.choose('speaker');
    await settled();
    output.choose('headphones');
    await settled();
    expect(context.sinkId).toBe('headphones');
  });

  it('is the default where the chosen one is refused', async () => {
    const { context, output, told } = await open(undefined);
    context.refused = 'speaker';
    output.choose('speaker');
    await settled();
    expect(context.sinkId).toBe('');
    expect(told.map(({ state }) => state)).toContain('away');
  });

  it('is silence where there is no device at all, so that the microphone goes on', async () => {
    const { source, context } = await open(undefined);
    await source.plug(MIC);
    expect(context.sinkId).toEqual({ type: 'none' });
    await source.plug(MIC, SPEAKER);
    expect(context.sinkId).toBe('');
  });

  it('ends: nothing is set after that', async () => {
    const { source, devices, context, output } = await open('headphones');
    output.close();
    await source.plug(MIC, SPEAKER);
    context.dispatchEvent(new Event('error'));
    await settled();
    expect(context.set).toEqual(['headphones']);
    devices.close();
  });
});
