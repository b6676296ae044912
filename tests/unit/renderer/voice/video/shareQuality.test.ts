import { describe, expect, it } from 'vitest';
import { boundTo, offeredOf, remembered, type SourceSize } from '../../../../../renderer/voice/video/shareQuality.ts';

const monitor: SourceSize = { width: 3_840, height: 2_160, fps: 60 };
const anything = (): Promise<boolean> => Promise.resolve(true);
/** Full HD at 30 pictures a second. */
const slow = ({ width, height, fps }: SourceSize): Promise<boolean> =>
  Promise.resolve(width * height * fps <= 1_920 * 1_080 * 30);

describe('what a share can be sent in (C18)', () => {
  it('is nothing that the source does not give', async () => {
    const tv = { width: 1_280, height: 720, fps: 30 };
    expect(await offeredOf(tv, { height: 2_160 }, anything)).toEqual({ heights: [720], rates: [15, 30] });
  });

  it('is all of what a large and quick source gives', async () => {
    expect(await offeredOf(monitor, { height: 1_080 }, anything)).toEqual({
      heights: [720, 1_080, 1_440, 2_160],
      rates: [15, 30, 60],
    });
  });

  it('is a window in its own size, and nothing above it', async () => {
    expect(await offeredOf({ width: 1_500, height: 947, fps: 59.94 }, { height: 947 }, anything)).toEqual({
      heights: [720, 947],
      rates: [15, 30, 60],
    });
  });

  it('is nothing that the encoder does not manage', async () => {
    expect(await offeredOf(monitor, { height: 1_080 }, slow)).toEqual({
      heights: [720, 1_080, 1_440],
      rates: [15, 30],
    });
    const offered = await offeredOf(monitor, { height: 2_160 }, slow);
    expect(boundTo({ height: 2_160, fps: 60, style: 'sharp' }, offered)).toEqual({
      height: 1_440,
      fps: 15,
      style: 'sharp',
    });
  });

  it('is always something', async () => {
    const never = (): Promise<boolean> => Promise.resolve(false);
    expect(await offeredOf({ width: 200, height: 100, fps: 5 }, { height: 720 }, never)).toEqual({
      heights: [100],
      rates: [15],
    });
  });
});

it('a window sent whole is remembered by the known height that holds it', () => {
  expect(remembered({ height: 947, fps: 30, style: 'smooth' }).height).toBe(1_080);
  expect(remembered({ height: 720, fps: 30, style: 'smooth' }).height).toBe(720);
});
