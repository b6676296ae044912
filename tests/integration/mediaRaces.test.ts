/** What happens at once in a room: the worker answers late, and much may change until it does. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KIND_OF_SOURCE, producerSource, type ProducerSource, type RtpParameters } from '../../common/media.ts';
import type { ConsumerOffer } from '../../common/voice.ts';
import type { Peer } from '../../server/media/Peer.ts';
import { opusParameters, vp8Parameters } from '../fakes/Guest.ts';
import { eventually } from '../fakes/party.ts';
import { RoomHouse } from '../fakes/roomHouse.ts';

const SOURCES = producerSource.options;

let house: RoomHouse;

beforeEach(async () => {
  house = await RoomHouse.open();
});
afterEach(async () => {
  await house.close();
});

/** The worker would take any number of these: each has a mid and an SSRC of its own. */
const parametersOf = (source: ProducerSource, mid: number): RtpParameters => ({
  ...(KIND_OF_SOURCE[source] === 'audio' ? opusParameters() : vp8Parameters()),
  mid: String(mid),
});

const produce = async (peer: Peer, source: ProducerSource, mid = SOURCES.indexOf(source)): Promise<void> => {
  await peer.produce(source, KIND_OF_SOURCE[source], parametersOf(source, mid), false);
};

const offersOf = (peer: Peer): ConsumerOffer[] => peer.takeSetup({ present: [], floor: [] }).consumers;

it.each(SOURCES)('one %s stands after 100 racing requests (S4)', async (source) => {
  const { peer } = await house.join('anna');
  const { peer: other } = await house.join('ben');
  const results = await Promise.allSettled(Array.from({ length: 100 }, async (_, turn) => produce(peer, source, turn)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results.filter(({ status }) => status === 'rejected')) {
    expect(result).toMatchObject({ reason: { code: 'producer_exists' } });
  }
  expect(peer.producers.map((producer) => producer.source)).toEqual([source]);
  await eventually(() => other.consumerCount > 0);
  expect(house.pool.counts()).toMatchObject({ producers: 1, consumers: 1 });
  // It is free again when it is closed, and when it was refused.
  peer.producers[0]?.close();
  await expect(
    peer.produce(source, KIND_OF_SOURCE[source], { ...parametersOf(source, 0), codecs: [] }, false),
  ).rejects.toMatchObject({ code: 'invalid' });
  await produce(peer, source);
  expect(house.pool.counts().producers).toBe(1);
});

it('whoever comes while others begin to send is offered all of it, with its owner (S2)', async () => {
  const [{ peer: anna }, { peer: ben }] = [await house.join('anna'), await house.join('ben')];
  for (const source of SOURCES) {
    await produce(ben, source);
  }
  const coming = Promise.all(Array.from({ length: 20 }, async (_, index) => house.prepare(`guest-${String(index)}`)));
  // One after the other, for as long as the others come.
  for (const source of SOURCES) {
    await produce(anna, source);
  }
  const came = await coming;
  const all = ['anna', 'ben'].flatMap((name) => SOURCES.map((source) => `${name} ${source}`)).sort();
  await eventually(
    () => came.every(({ peer }) => peer.consumerCount === all.length),
    () => came.map(({ peer }) => peer.consumerCount),
  );
  for (const { peer } of came) {
    const offered = offersOf(peer).map(({ from, source }) => `${from.kind === 'member' ? from.name : ''} ${source}`);
    expect(offered.sort()).toEqual(all);
  }
});

it('nothing is kept of producers that are gone (S3)', async () => {
  const [anna, ben] = [await house.join('anna'), await house.join('ben')];
  for (let round = 0; round < 10; round += 1) {
    const cleo = await house.join('cleo');
    await Promise.all([anna, cleo].map(async ({ peer }) => produce(peer, 'microphone')));
    await produce(anna.peer, 'screen');
    await eventually(() => ben.peer.consumerCount === 3);
    // One by one, and with its owner.
    for (const producer of anna.peer.producers) {
      producer.close();
    }
    cleo.room.remove(cleo.peer);
    await eventually(
      () => house.pool.counts().consumers === 0,
      () => house.pool.counts(),
    );
    await eventually(
      () => ben.peer.consumerCount + anna.peer.consumerCount === 0,
      () => [anna.peer.consumerCount, ben.peer.consumerCount],
    );
    expect(offersOf(ben.peer)).toEqual([]);
  }
  expect(house.pool.counts()).toMatchObject({ transports: 4, producers: 0, consumers: 0 });
});

it('who leaves while the worker makes something leaves nothing (S3)', async () => {
  const { room: staying, peer: stay } = await house.join('stay');
  await produce(stay, 'microphone');
  for (let round = 0; round < 20; round += 1) {
    const { room, peer } = await house.join('anna');
    const producing = Promise.allSettled(SOURCES.map(async (source) => produce(peer, source)));
    if (round % 2 === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    room.remove(peer);
    for (const result of await producing) {
      if (result.status === 'rejected') {
        expect(peer.ended).toBe(true);
      }
    }
    expect(peer.producers).toEqual([]);
  }
  await eventually(
    () => stay.consumerCount === 0 && house.pool.counts().consumers === 0,
    () => [stay.consumerCount, house.pool.counts()],
  );
  expect(house.pool.counts()).toMatchObject({ transports: 2, producers: 1 });
  staying.remove(stay);
  await eventually(
    () => house.pool.counts().routers === 0,
    () => house.pool.counts(),
  );
  expect(house.pool.counts()).toMatchObject({ transports: 0, producers: 0, consumers: 0 });
});
