import { afterEach, expect, it } from 'vitest';
import { eventually, Party } from '../fakes/party.ts';

let party: Party | undefined;

afterEach(async () => {
  await party?.close();
  party = undefined;
});

const CYCLES = 50;

it('leaves nothing after 50 joins and leaves in a room where others stay (S3)', async () => {
  party = await Party.open();
  const current = party;
  const [anna, ben] = await current.guests('Anna', 'Ben');
  if (anna === undefined || ben === undefined) {
    throw new Error('nobody came');
  }
  const lounge = anna.voiceChannel('Lounge');
  await anna.joinVoice(lounge);
  await anna.produce();
  const before = { ...current.counts };
  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    const prepared = cycle % 3 === 0 ? await ben.ask('prepareVoice', ben.setupOf(lounge)) : undefined;
    const { consumers } = await ben.joinVoice(
      lounge,
      prepared === undefined ? {} : { preparedPeerId: prepared.peerId },
    );
    await ben.ask('resumeConsumers', { consumerIds: consumers.map(({ consumerId }) => consumerId) });
    await ben.produce();
    await ben.produce('screen');
    await ben.ask('leaveVoice', {});
  }
  await eventually(
    () => JSON.stringify(current.counts) === JSON.stringify(before),
    () => [before, current.counts],
  );
  // Each stay of Ben was offered to Anna and withdrawn again.
  const offered = anna.heard('consumersOffered').flatMap(({ consumers }) => consumers);
  const closed = anna.heard('consumersClosed').flatMap(({ consumerIds }) => consumerIds);
  expect(closed.sort()).toEqual(offered.map(({ consumerId }) => consumerId).sort());
});

it('leaves nothing after 50 guests came, talked and went, by whatever way', async () => {
  party = await Party.open();
  const current = party;
  const before = { ...current.counts };
  await Promise.all(
    Array.from({ length: CYCLES }, async (_, index) => {
      const guest = await current.guest(`Guest ${String(index)}`);
      const lounge = guest.voiceChannel('Lounge');
      if (index % 5 === 0) {
        await guest.ask('prepareVoice', guest.setupOf(guest.voiceChannel('Games')));
      }
      await guest.joinVoice(lounge);
      await guest.produce();
      await guest.ask('setSpeaking', { speaking: true });
      if (index % 3 === 0) {
        await guest.ask('leaveVoice', {});
      } else if (index % 3 === 1) {
        // In the middle of a join.
        guest
          .askRaw('joinVoice', { ...guest.setupOf(lounge), muted: false, deafened: false, moveHere: false })
          .catch(() => undefined);
      }
      guest.close();
    }),
  );
  await eventually(
    () => JSON.stringify(current.counts) === JSON.stringify(before),
    () => [before, current.counts],
  );
});
