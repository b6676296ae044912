import { expect, it } from 'vitest';
import { AppError } from '../../../../common/errors.ts';
import { channelId } from '../../../../common/ids.ts';
import { en } from '../../../../renderer/text/en.ts';
import { ptBR } from '../../../../renderer/text/ptBR.ts';
import { callHealth } from '../../../../renderer/voice/health.ts';
import type { VoiceState } from '../../../../renderer/voice/VoiceState.ts';

const LOUNGE = channelId.parse('lounge');
const STATES: readonly VoiceState[] = [
  { kind: 'connected', channelId: LOUNGE, health: 'good' },
  { kind: 'connected', channelId: LOUNGE, health: 'unstable' },
  { kind: 'reconnecting', channelId: LOUNGE },
  { kind: 'failed', channelId: LOUNGE, error: new AppError('ice_failed', 'no way') },
];

it('every health of a call is explained in both languages, each in its own words, and so is reconnecting (C20)', () => {
  for (const words of [en.connection, ptBR.connection]) {
    const told = STATES.map((state) => words[`${callHealth(state) ?? 'good'}Note`]);
    expect(new Set(told).size).toBe(STATES.length);
    for (const sentence of [...told, words.reconnectNote]) {
      expect(sentence).toMatch(/.{20,}\.$/);
    }
  }
});
