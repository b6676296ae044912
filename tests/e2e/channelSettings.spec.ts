import { Guest } from '../fakes/Guest.ts';
import type { OpusSettings } from '../../common/community.ts';
import type { Person } from './support/Person.ts';
import { A4, A5, expect, test } from './support/test.ts';

const SPEECH: OpusSettings = { bitrateBps: 64_000, dtx: true, fec: true, stereo: false };
const MEASURE_MS = 2_000;

/** Audio payload that leaves a person, bit/s. */
async function bitrateOf(person: Person): Promise<number> {
  const before = await person.sent();
  await person.page.waitForTimeout(MEASURE_MS);
  const after = await person.sent();
  return ((after.bytes - before.bytes) * 8_000) / (after.atMs - before.atMs);
}

test('a channel that is set differently changes the calls in it, and nobody leaves', async ({ guest, party }) => {
  const owner = await Guest.join(party.url, 'Owner'); // the first to come owns the server
  try {
    const channelId = owner.voiceChannel('Lounge');
    const ada = await guest('Ada', A4);
    const ben = await guest('Ben', A5);
    await ada.enter('Lounge');
    await ben.enter('Lounge');
    await ada.hears([A5]);
    await ben.hears([A4]);
    const { packets } = await ada.sent();
    const usual = await bitrateOf(ada);
    expect(usual).toBeGreaterThan(40_000);
    expect(usual).toBeLessThan(90_000);

    await owner.ask('updateVoiceChannel', { channelId, opus: { ...SPEECH, bitrateBps: 16_000 } });
    await expect.poll(() => bitrateOf(ada)).toBeLessThan(30_000);
    await owner.ask('updateVoiceChannel', { channelId, opus: { ...SPEECH, bitrateBps: 128_000 } });
    await expect.poll(() => bitrateOf(ada)).toBeGreaterThan(95_000);
    expect((await ada.sent()).packets).toBeGreaterThan(packets); // still the same stream
    await ben.hears([A4], [A5]);

    await owner.ask('updateVoiceChannel', { channelId, opus: { ...SPEECH, stereo: true, dtx: false } });
    await expect.poll(async () => (await ada.sent()).codec).toMatch(/(^|;)stereo=1/);
    expect((await ada.sent()).codec).not.toMatch(/usedtx=1/);
    await ben.hears([A4], [A5]);
    await ada.hears([A5], [A4]);

    expect(owner.heard('roomChanged').flatMap(({ events }) => events.filter(({ kind }) => kind === 'left'))).toEqual(
      [],
    );
    for (const person of [ada, ben]) {
      await expect(person.problem).toHaveCount(0);
    }
  } finally {
    owner.close();
  }
});
