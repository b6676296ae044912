import type { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

/** Somebody who says a word every two seconds. */
const WORDS = { toneMs: 600, silenceMs: 1_400, risesHzPerMs: 4 };
const LISTEN_MS = 21_000;
/** Of the beginning of a word: goal P4. */
const CLIPPED_MAX_MS = 60;
/** Gate hold and the silence that lets decoders end softly are over after this time. */
const QUIET_AFTER_MS = 1_000;
const SILENT_MS = 3_000;
const PACKETS_MAX = 3;

/** Packets that leave a person over some time. */
async function packetsOver(person: Person, forMs: number): Promise<number> {
  const { packets } = await person.sent();
  await person.page.waitForTimeout(forMs);
  return (await person.sent()).packets - packets;
}

test('a silent microphone sends nothing, and neither does a muted one', async ({ comeIn, guest, voices }) => {
  const browser = await voices.pausing(A4, { toneMs: 0, silenceMs: 10_000 });
  const ada = await comeIn('Ada', { voice: browser });
  await ada.enter('Lounge');
  const ben = await guest('Ben', A5);
  await ben.enter('Lounge');
  await ada.hears([A5]);
  await ada.page.waitForTimeout(QUIET_AFTER_MS);
  expect(await packetsOver(ada, SILENT_MS)).toBeLessThanOrEqual(PACKETS_MAX);
  await ben.mute.click();
  await ada.soundEnded(A5);
  await ben.page.waitForTimeout(QUIET_AFTER_MS);
  expect(await packetsOver(ben, SILENT_MS)).toBeLessThanOrEqual(PACKETS_MAX);
  await ben.unmute.click();
  await ada.hears([A5]);
});

test('after a silence the beginning of a word is not clipped', async ({ comeIn, guest, voices }) => {
  const browser = await voices.pausing(A4, WORDS);
  const ada = await comeIn('Ada', { voice: browser });
  await ada.enter('Lounge');
  const ben = await guest('Ben', A5);
  await ben.enter('Lounge');
  const clippedMs = await ben.page.evaluate(([hz, hzPerMs, forMs]) => window.ear.clipped(hz, hzPerMs, forMs), [
    A4,
    WORDS.risesHzPerMs,
    LISTEN_MS,
  ] as const);
  test.info().annotations.push({ type: 'clipped, ms', description: clippedMs.map((ms) => ms.toFixed(1)).join(' ') });
  expect(clippedMs.length).toBeGreaterThanOrEqual(8);
  expect(Math.max(...clippedMs)).toBeLessThanOrEqual(CLIPPED_MAX_MS);
});
