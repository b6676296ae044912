/** Runs in a machine of a test's network: a guest of a party, who asks what its parent says. */
import type { RequestInput, RequestName } from '../../../common/signaling.ts';
import { Guest } from '../Guest.ts';

// With the code that the server printed they own it.
const [, , url = '', name = '', ownerCode] = process.argv;
const guest = await Guest.connect(url);
await guest.authenticate(
  ownerCode === undefined
    ? { kind: 'guest', name }
    : { kind: 'register', name, password: 'a long enough secret', ownerCode },
);
process.on('message', (asked: { name: RequestName; data: RequestInput<RequestName> }) => {
  const answer =
    asked.name === 'joinVoice' ? guest.joinVoice(guest.voiceChannel('Lounge')) : guest.ask(asked.name, asked.data);
  answer.then(
    (said) => process.send?.({ answer: said }),
    (fault: unknown) => process.send?.({ refused: String(fault) }),
  );
});
process.on('disconnect', () => {
  guest.close();
});
process.send?.({ joined: guest.welcome.self.name });
