/** A party that is for this machine alone says nothing to any network. */
import { expect, it } from 'vitest';
import { Guest } from '../fakes/Guest.ts';
import { eventually, Party } from '../fakes/party.ts';

it('a party on loopback asks no router, and says why', async () => {
  const party = await Party.open();
  const owner = await Guest.join(party.url, 'Hanna');
  await owner.ask('openOutside', { open: true });
  await eventually(() => party.server.counts().sockets === 1);
  let { outside } = await owner.ask('loadParty', {});
  while (outside.kind === 'opening') {
    ({ outside } = await owner.ask('loadParty', {}));
  }
  expect(outside).toEqual({ kind: 'failed', fault: 'no_network' });
  owner.close();
  await party.close();
});
