/** Where a microphone gets to, as its owner can ask. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { memberId } from '../../common/ids.ts';
import { refusalOf, type Guest } from '../fakes/Guest.ts';
import { Party } from '../fakes/party.ts';

let party: Party;
let anna: Guest;
let ben: Guest;
let cleo: Guest;

beforeEach(async () => {
  party = await Party.open();
  const [first, second, third] = await party.guests('Anna', 'Ben', 'Cleo');
  if (first === undefined || second === undefined || third === undefined) {
    throw new Error('three guests were asked for');
  }
  [anna, ben, cleo] = [first, second, third];
});
afterEach(async () => {
  await party.close();
});

it('names who does not hear it, and why', async () => {
  const lounge = anna.voiceChannel('Lounge');
  await anna.joinVoice(lounge);
  expect(await anna.ask('traceMicrophone', {})).toEqual({ microphone: null, others: 0, unhearing: [] });

  await anna.produce();
  const { consumers } = await ben.joinVoice(lounge);
  const consumerIds = consumers.map(({ consumerId }) => consumerId);
  const traced = await anna.ask('traceMicrophone', {});
  expect(traced.microphone).toEqual({ paused: false, packets: 0, score: null });
  expect(traced.unhearing).toEqual([{ memberId: memberId.parse(ben.id), hearing: 'unready' }]);

  await ben.ask('resumeConsumers', { consumerIds });
  const told = async (): Promise<unknown> => {
    const { others, unhearing } = await anna.ask('traceMicrophone', {});
    return [others, ...unhearing.map(({ hearing }) => hearing)];
  };
  expect(await told()).toEqual([1]);
  await ben.ask('setVoiceState', { muted: true, deafened: true });
  expect(await told()).toEqual([1, 'deafened']);
  await ben.ask('setVoiceState', { muted: false, deafened: false });
  await ben.ask('pauseConsumer', { consumerId: consumerIds[0] ?? '' });
  expect(await told()).toEqual([1, 'refused']);

  await anna.ask('setVoiceState', { muted: true, deafened: false });
  expect((await anna.ask('traceMicrophone', {})).microphone?.paused).toBe(true);
});

it('somebody who cannot decode it gets nothing of it', async () => {
  const lounge = anna.voiceChannel('Lounge');
  await anna.joinVoice(lounge);
  await anna.produce();
  await ben.joinVoice(lounge, { rtpCapabilities: { codecs: [], headerExtensions: [] } });
  expect((await anna.ask('traceMicrophone', {})).unhearing).toEqual([{ memberId: ben.id, hearing: 'missing' }]);
});

it('is nobody else’s business: whoever is in no call is told nothing', async () => {
  await anna.joinVoice(anna.voiceChannel('Lounge'));
  await anna.produce();
  const [asked] = await Promise.allSettled([cleo.ask('traceMicrophone', {})]);
  expect(refusalOf(asked).code).toBe('not_in_voice');
});
