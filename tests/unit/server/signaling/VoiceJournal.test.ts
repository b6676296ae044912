import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { channelId, memberId } from '../../../../common/ids.ts';
import { SILENT_LOG } from '../../../../common/log.ts';
import { VoiceJournal } from '../../../../server/signaling/VoiceJournal.ts';
import type { VoiceStateChange } from '../../../../server/store/voiceStates.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const state = (id: string, muted: boolean): VoiceStateChange => ({
  memberId: memberId.parse(id),
  channelId: channelId.parse('lounge'),
  muted,
  deafened: false,
  sinceMs: 0,
});

it('writes the latest of each member, together', async () => {
  const writes: (readonly VoiceStateChange[])[] = [];
  const journal = new VoiceJournal((states) => {
    writes.push(states);
    return Promise.resolve();
  }, SILENT_LOG);
  journal.note(state('anna', true));
  journal.note(state('ben', true));
  journal.note(state('anna', false));
  expect(writes).toEqual([]);
  await vi.advanceTimersByTimeAsync(500);
  expect(writes).toEqual([[state('anna', false), state('ben', true)]]);
  journal.note(state('anna', true));
  await journal.settle();
  expect(writes).toHaveLength(2);
  journal.close();
});

it('logs what could not be written and goes on', async () => {
  const faults: unknown[] = [];
  let fails = true;
  const journal = new VoiceJournal(() => (fails ? Promise.reject(new Error('disk full')) : Promise.resolve()), {
    ...SILENT_LOG,
    error: (_message, fault) => faults.push(fault),
  });
  journal.note(state('anna', true));
  await journal.settle();
  fails = false;
  journal.note(state('anna', false));
  await journal.settle();
  expect(faults).toHaveLength(1);
  journal.close();
});
