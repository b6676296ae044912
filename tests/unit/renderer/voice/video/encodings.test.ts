import { expect, it } from 'vitest';
import { layerFor, screenEncoding } from '../../../../../renderer/voice/video/encodings.ts';

it('a tile gets the layer that its size needs, and never one that there is not', () => {
  expect([120, 300, 900].map((height) => layerFor(height, 3))).toEqual([0, 1, 2]);
  expect([120, 900].map((height) => layerFor(height, 2))).toEqual([0, 1]);
  expect([120, 900].map((height) => layerFor(height, 1))).toEqual([0, 0]);
});

it('a screen has a smaller layer for who cannot receive the whole, and one alone where it is small itself', () => {
  const quality = { height: 1_080, fps: 30, style: 'sharp' } as const;
  const { layers, contentHint, degradation } = screenEncoding({ width: 1_920, height: 1_080 }, quality);
  expect(layers.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual([2, 1]);
  expect(layers[0]?.maxBitrate).toBeLessThan((layers[1]?.maxBitrate ?? 0) / 3);
  expect([contentHint, degradation]).toEqual(['detail', 'maintain-resolution']);
  expect(screenEncoding({ width: 400, height: 300 }, quality).layers).toHaveLength(1);
});
