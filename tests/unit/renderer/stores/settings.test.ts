import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../../renderer/stores/settings.ts';
import { DEFAULT_AUDIO_SETTINGS } from '../../../../renderer/voice/VoiceState.ts';
import { DEFAULT_VIDEO_SETTINGS } from '../../../../renderer/voice/video/VideoState.ts';

const DEFAULTS = parseSettings(undefined);

describe('stored settings', () => {
  it('are the defaults where there are none', () => {
    expect(DEFAULTS).toEqual({
      audio: DEFAULT_AUDIO_SETTINGS,
      video: DEFAULT_VIDEO_SETTINGS,
      talkKey: { toggle: false },
      theme: 'system',
      density: 'comfortable',
      textSize: 100,
      motion: 'system',
      locale: 'system',
      membersShown: true,
      shortcuts: {},
      globalKeys: false,
      notifications: { mentions: false, replies: false, joins: false },
    });
  });

  it('may be given in part', () => {
    expect(parseSettings({ audio: { echoCancellation: false, inputDeviceId: 'mic-2' } })).toEqual({
      ...DEFAULTS,
      audio: { ...DEFAULT_AUDIO_SETTINGS, echoCancellation: false, inputDeviceId: 'mic-2' },
    });
  });

  it('of noise suppression were once on or off', () => {
    expect(parseSettings({ audio: { noiseSuppression: true } }).audio.noiseSuppression).toBe('standard');
    expect(parseSettings({ audio: { noiseSuppression: false } }).audio.noiseSuppression).toBe('off');
    expect(parseSettings({ audio: { noiseSuppression: 'loud' } }).audio.noiseSuppression).toBe('standard');
  });

  it('of a key to talk are kept, unless that is no key', () => {
    const binding = { code: 'KeyV', ctrl: false, alt: false, shift: false, meta: false };
    expect(parseSettings({ talkKey: { binding, toggle: true } }).talkKey).toEqual({ binding, toggle: true });
    expect(parseSettings({ talkKey: { binding: { code: 7 }, toggle: true } }).talkKey).toEqual({ toggle: true });
  });

  it('lose nothing else to one broken value', () => {
    const parsed = parseSettings({
      theme: 'light',
      locale: 'tlh',
      audio: { inputGain: 9, outputGain: 0.5, autoGain: 'yes' },
    });
    expect(parsed).toEqual({
      ...DEFAULTS,
      theme: 'light',
      audio: { ...DEFAULT_AUDIO_SETTINGS, outputGain: 0.5 },
    });
  });

  it('are always whole, whatever was stored', () => {
    const value = fc.anything();
    const shaped = fc.record(
      { theme: value, locale: value, membersShown: value, audio: fc.oneof(value, fc.record({ inputGain: value })) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(value, shaped), (stored) => {
        const parsed = parseSettings(stored);
        expect(Object.keys(parsed).sort()).toEqual(Object.keys(DEFAULTS).sort());
        expect(parsed.audio.inputGain).toBeGreaterThanOrEqual(0);
        expect(parsed.audio.inputGain).toBeLessThanOrEqual(2);
        expect(typeof parsed.audio.echoCancellation).toBe('boolean');
      }),
    );
  });

  it('of pictures fall back one by one', () => {
    const { video } = parseSettings({
      video: { share: { height: 'tall', fps: 15, style: 'sharp' }, shareSound: false },
    });
    expect(video).toEqual({
      cameraDeviceId: undefined,
      share: { height: DEFAULT_VIDEO_SETTINGS.share.height, fps: 15, style: 'sharp' },
      shareSound: false,
    });
  });
});
