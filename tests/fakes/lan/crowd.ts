/** Runs in a machine of a test's network: so many guests join a party, one after the other, and stay. */
import { Guest } from '../Guest.ts';

const [, , url = '', count = '1'] = process.argv;
const guests: Guest[] = [];
for (let index = 0; index < Number(count); index += 1) {
  guests.push(await Guest.join(url, `Guest ${String(index)}`));
}
process.send?.({ joined: guests.length });
process.on('disconnect', () => {
  for (const guest of guests) {
    guest.close();
  }
});
