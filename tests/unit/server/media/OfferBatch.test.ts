import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Emitter } from '../../../../common/emitter.ts';
import { consumerId, memberId, producerId } from '../../../../common/ids.ts';
import type { ConsumerOffer } from '../../../../common/voice.ts';
import { OfferBatch, type ConsumerEvents } from '../../../../server/media/OfferBatch.ts';

let events: Emitter<ConsumerEvents>;
let told: [string, unknown][];

beforeEach(() => {
  vi.useFakeTimers();
  events = new Emitter();
  told = [];
  events.on('consumersOffered', ({ consumers }) => told.push(['offered', consumers.map((offer) => offer.consumerId)]));
  events.on('consumersClosed', ({ consumerIds }) => told.push(['closed', consumerIds]));
  events.on('consumersPaused', ({ consumerIds, paused }) => told.push([paused ? 'paused' : 'resumed', consumerIds]));
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const offer = (id: string): ConsumerOffer => ({
  consumerId: consumerId.parse(id),
  producerId: producerId.parse('p'),
  kind: 'audio',
  source: 'microphone',
  rtpParameters: { codecs: [] },
  from: { kind: 'member', memberId: memberId.parse('m'), name: 'M' },
});
const id = (text: string): ReturnType<typeof consumerId.parse> => consumerId.parse(text);

it('tells each kind once a turn', () => {
  const batch = new OfferBatch(events);
  batch.begin();
  batch.offered(offer('a'));
  batch.offered(offer('b'));
  batch.paused(id('a'), true);
  vi.runAllTimers();
  expect(told).toEqual([
    ['offered', ['a', 'b']],
    ['paused', ['a']],
  ]);
});

it('says nothing before it begins: that is in the answer (S6)', () => {
  const batch = new OfferBatch(events);
  batch.offered(offer('a'));
  vi.runAllTimers();
  batch.begin();
  vi.runAllTimers();
  batch.closed(id('a'));
  vi.runAllTimers();
  expect(told).toEqual([['closed', ['a']]]);
});

it('says nothing of what came and went in between', () => {
  const batch = new OfferBatch(events);
  batch.begin();
  batch.offered(offer('a'));
  batch.paused(id('a'), true);
  batch.closed(id('a'));
  vi.runAllTimers();
  expect(told).toEqual([]);
});

it('still tells what closed before a second snapshot', () => {
  const batch = new OfferBatch(events);
  batch.begin();
  batch.offered(offer('a'));
  vi.runAllTimers();
  batch.closed(id('a'));
  batch.begin();
  vi.runAllTimers();
  expect(told).toEqual([
    ['offered', ['a']],
    ['closed', ['a']],
  ]);
});

it('is silent once closed', () => {
  const batch = new OfferBatch(events);
  batch.begin();
  batch.offered(offer('a'));
  batch.close();
  batch.offered(offer('b'));
  vi.runAllTimers();
  expect(told).toEqual([]);
});
