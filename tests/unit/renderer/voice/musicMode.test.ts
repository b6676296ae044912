import { expect, it } from 'vitest';
import { micSettings } from '../../../../renderer/voice/musicMode.ts';
import { ACTIVATIONS, DEFAULT_AUDIO_SETTINGS } from '../../../../renderer/voice/VoiceState.ts';

it('music takes all processing away, and speech brings back what was chosen', () => {
  const chosen = { ...DEFAULT_AUDIO_SETTINGS, noiseSuppression: 'ml', inputGain: 1.5, inputDeviceId: 'one' } as const;
  expect(micSettings(chosen, false)).toEqual({ ...chosen, music: false });
  expect(micSettings(chosen, true)).toEqual({
    ...chosen,
    music: true,
    echoCancellation: false,
    noiseSuppression: 'off',
    autoGain: false,
    activation: 'always',
  });
});

it('nobody is on the air by entering a channel for music who holds a key to talk', () => {
  const opened = ACTIVATIONS.map(
    (activation) => micSettings({ ...DEFAULT_AUDIO_SETTINGS, activation }, true).activation,
  );
  expect(opened).toEqual(['always', 'pushToTalk', 'always']);
});
