import { A4, A5, E6, expect, test } from './support/test.ts';

const DEATHS = 20;

test('whenever the process that carries the sound dies, everyone hears everyone again without a click', async ({
  guest,
  party,
}) => {
  test.setTimeout(180_000);
  const people = [await guest('Ada', A4), await guest('Ben', A5), await guest('Cleo', E6)] as const;
  const [ada, ben, cleo] = people;
  for (const person of people) {
    await person.enter('Lounge');
  }
  const tookMs: number[] = [];
  for (let death = 0; death < DEATHS; death += 1) {
    await Promise.all([ada.hears([A5, E6]), ben.hears([A4, E6]), cleo.hears([A4, A5])]);
    const silent = Promise.all([ada.soundEnded(A5), ada.soundEnded(E6), ben.soundEnded(A4), cleo.soundEnded(A4)]);
    const diedMs = Date.now();
    expect(party.killWorkers()).toBeGreaterThan(0);
    await silent;
    const heard = Promise.all([
      ...[A5, E6].map((hz) => ada.soundBegan(hz)),
      ...[A4, E6].map((hz) => ben.soundBegan(hz)),
      ...[A4, A5].map((hz) => cleo.soundBegan(hz)),
    ]);
    tookMs.push(Math.max(...(await heard)) - diedMs);
  }
  test.info().annotations.push({ type: 'heard again, ms', description: tookMs.map((ms) => ms.toFixed(0)).join(' ') });
  for (const person of people) {
    await person.inState('connected');
    await expect(person.people).toHaveCount(people.length);
    await expect(person.problem).toHaveCount(0);
  }
});
