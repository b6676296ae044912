import { describe, expect, it } from 'vitest';
import { DEFAULT_MEDIA_PORT, mediaAddresses, mediaPorts } from '../../../../server/media/listen.ts';

describe('media addresses', () => {
  it('announce what is listened on', () => {
    expect(mediaAddresses(['10.0.0.1', '::1'], [])).toEqual([{ listen: '10.0.0.1' }, { listen: '::1' }]);
  });

  it('pair announced ones with listening ones of the same family', () => {
    expect(mediaAddresses(['2001:db8::1', '10.0.0.1', '10.0.0.2'], ['203.0.113.5'])).toEqual([
      { listen: '2001:db8::1' },
      { listen: '10.0.0.1', announced: '203.0.113.5' },
      { listen: '10.0.0.2' },
    ]);
  });

  it('do not announce one twice', () => {
    expect(mediaAddresses(['10.0.0.1'], ['10.0.0.1'])).toEqual([{ listen: '10.0.0.1' }]);
  });

  it('refuse announced ones that nothing listens for', () => {
    expect(() => mediaAddresses(['10.0.0.1'], ['2001:db8::1'])).toThrow('WEBRTC_ANNOUNCED_IP');
    expect(() => mediaAddresses(['10.0.0.1'], ['203.0.113.5', '203.0.113.6'])).toThrow('WEBRTC_ANNOUNCED_IP');
  });
});

describe('media ports', () => {
  it('are exactly those asked for', () => {
    expect([0, 1, 2].map((place) => mediaPorts(place, 3, 5_000))).toEqual([[5_000], [5_001], [5_002]]);
    expect(mediaPorts(1, 3, 0)).toEqual([0]);
  });

  it('otherwise are the usual ones, never tried by two workers', () => {
    const tried = [0, 1, 2].map((place) => mediaPorts(place, 3, undefined));
    expect(tried.map(([first]) => first)).toEqual([0, 1, 2].map((place) => DEFAULT_MEDIA_PORT + place));
    expect(new Set(tried.flat()).size).toBe(tried.flat().length);
  });
});
