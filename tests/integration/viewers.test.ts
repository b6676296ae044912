/** Who shares a screen is told who watches it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ConsumerId } from '../../common/ids.ts';
import type { Guest } from '../fakes/Guest.ts';
import { eventually, Party } from '../fakes/party.ts';

let party: Party;
beforeEach(async () => {
  party = await Party.open();
});
afterEach(async () => {
  await party.close();
});

const screenOf = async (viewer: Guest): Promise<ConsumerId> => {
  const { consumers } = await viewer.hears('consumersOffered', (offered) =>
    offered.consumers.some(({ source }) => source === 'screen'),
  );
  const id = consumers.find(({ source }) => source === 'screen')?.consumerId;
  if (id === undefined) {
    throw new Error('no screen is offered');
  }
  return id;
};

it('when they begin and end to watch, leave, and again to who comes back to the call', async () => {
  const [anna, ben, cleo] = [await party.guest('Anna'), await party.guest('Ben'), await party.guest('Cleo')];
  const lounge = anna.voiceChannel('Lounge');
  const { peerId } = await anna.joinVoice(lounge);
  await ben.joinVoice(lounge);
  await cleo.joinVoice(lounge);
  await anna.produce('screen');
  const told = (guest = anna): unknown[] => guest.heard('viewersChanged').map(({ memberIds }) => [...memberIds].sort());
  const watched = await screenOf(ben);
  await ben.ask('resumeConsumers', { consumerIds: [watched] });
  await eventually(() => told().length === 1, told);
  await ben.ask('resumeConsumers', { consumerIds: [watched] }); // nothing is new
  await cleo.ask('resumeConsumers', { consumerIds: [await screenOf(cleo)] });
  await eventually(() => told().length === 2, told);
  await ben.ask('pauseConsumer', { consumerId: watched });
  await eventually(() => told().length === 3, told);
  await cleo.ask('leaveVoice', {});
  await eventually(() => told().length === 4, told);
  expect(told()).toEqual([[ben.id], [ben.id, cleo.id].sort(), [cleo.id], []]);
  expect([...ben.heard('viewersChanged'), ...cleo.heard('viewersChanged')]).toEqual([]);

  await ben.ask('resumeConsumers', { consumerIds: [watched] });
  const again = await party.again(anna);
  await again.ask('resumeVoice', { peerId });
  await eventually(() => told(again).length === 1, told);
  expect(told(again)).toEqual([[ben.id]]);
});
