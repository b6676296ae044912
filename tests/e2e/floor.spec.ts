import { Guest } from '../fakes/Guest.ts';
import { A4, A5, E6, expect, test } from './support/test.ts';

/** So many microphones of a room are heard by consumers of their own; all others share the floor. */
const SEATS = 6;

// The floor belongs to the room and goes with it: here soon after the last person.
test.use({ settings: { YANKCORD_ROOM_WARM_MS: '2000' } });

test('people beyond the seats of a room share its floor: each hears the others, and nobody themselves', async ({
  guest,
  party,
}) => {
  const seated: Guest[] = [];
  try {
    for (let seat = 0; seat < SEATS; seat += 1) {
      const one = await Guest.join(party.url, `Seated ${String(seat)}`);
      seated.push(one);
      await one.joinVoice(one.voiceChannel('Lounge'));
      await one.produce();
    }
    const ada = await guest('Ada', A4);
    const ben = await guest('Ben', A5);
    const cleo = await guest('Cleo', E6);
    for (const person of [ada, ben, cleo]) {
      await person.enter('Lounge');
    }
    await ada.hears([A5, E6], [A4]);
    await ben.hears([A4, E6], [A5]);
    await cleo.hears([A4, A5], [E6]);
    const told = seated[0]?.heard('floorChanged').at(-1)?.floor ?? [];
    expect(told.filter((memberId) => memberId !== null)).toHaveLength(3);

    await ben.mute.click();
    await ada.soundEnded(A5);
    await ada.hears([E6], [A4, A5]);
    await ben.unmute.click();
    await ada.hears([A5, E6], [A4]);
    await ben.hears([A4, E6], [A5]);

    // Who leaves and comes back has another place in the queue, and is heard as before.
    await cleo.exit();
    await ada.soundEnded(E6);
    await cleo.enter('Lounge');
    await ada.hears([A5, E6], [A4]);
    await cleo.hears([A4, A5], [E6]);
    for (const person of [ada, ben, cleo]) {
      await expect(person.problem).toHaveCount(0);
    }
  } finally {
    seated.forEach((one) => {
      one.close();
    });
  }
});
