import { describe, expect, it } from 'vitest';
import { rtpCapabilities } from '../../../../common/media.ts';
import { withLeastBitrate } from '../../../../renderer/voice/leastBitrate.ts';

const opus = { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, preferredPayloadType: 100 };
const vp8 = { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000, preferredPayloadType: 101 };

describe('the least bitrate of what is sent', () => {
  it('is a parameter of the voice alone, beside those that were there', () => {
    const given = rtpCapabilities.parse({ codecs: [{ ...opus, parameters: { useinbandfec: 1 } }, vp8] });
    const [voice, picture] = withLeastBitrate(given).codecs ?? [];
    expect(voice?.parameters).toEqual({ useinbandfec: 1, 'x-google-min-bitrate': 150 });
    expect(picture).toEqual(given.codecs?.[1]);
  });

  it('leaves everything else as it was told, and what was given as it is', () => {
    const headerExtensions = [
      { kind: 'audio', uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', preferredId: 10 },
    ] as const;
    const given = rtpCapabilities.parse({ codecs: [opus], headerExtensions });
    expect(withLeastBitrate(given).headerExtensions).toEqual(headerExtensions);
    expect(given.codecs?.[0]?.parameters).toBeUndefined();
  });
});
