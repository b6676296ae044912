/** Faults of media and their workers (S2 to S4, S7, S10). */
import type { Fault } from './fault.ts';

const ENGINE = 'server/media/engine.ts';
const CONSUMERS = 'server/media/PeerConsumers.ts';
const PRODUCERS = 'server/media/PeerProducers.ts';
const ROOM = 'server/media/Room.ts';
const ROOMS = 'server/media/Rooms.ts';

const GATEWAY_TEST = 'tests/integration/gateway.test.ts';
const MEDIA_TEST = 'tests/integration/media.test.ts';
const RACES_TEST = 'tests/integration/mediaRaces.test.ts';
const VIDEO_TEST = 'tests/integration/video.test.ts';
const VOICE_TEST = 'tests/integration/voice.test.ts';
const WORKERS_TEST = 'tests/integration/workers.test.ts';

const COMEBACK = { file: GATEWAY_TEST, title: 'is replaced; those it carried are told to come back' };
const CHANNEL_LIMIT = { file: VIDEO_TEST, title: 'of a channel are lower than the server’s or do nothing' };

export const MEDIA_FAULTS: readonly Fault[] = [
  {
    id: 'S2.unnamed',
    what: 'a producer is announced without the name of its owner',
    file: 'server/media/PeerProducer.ts',
    find: `memberId: this.#owner.memberId, name: this.#owner.name }`,
    put: `memberId: this.#owner.memberId, name: '' }`,
    test: { file: VOICE_TEST, title: 'gives a joiner all producers in one answer' },
  },
  {
    id: 'S2.missed',
    what: 'who is being made misses what others begin to send meanwhile',
    file: ROOM,
    find: `      this.#peers.set(peer.id, peer);
      peer.events.on('produced', ({ producer }) => {
        this.#take(peer, producer);
      });
      await Promise.all(this.#offersFor(peer).map(async (consumable) => peer.consume(consumable)));`,
    put: `      peer.events.on('produced', ({ producer }) => {
        this.#take(peer, producer);
      });
      await Promise.all(this.#offersFor(peer).map(async (consumable) => peer.consume(consumable)));
      this.#peers.set(peer.id, peer);`,
    test: { file: RACES_TEST, title: 'whoever comes while others begin to send' },
  },
  {
    id: 'S2.waiting',
    what: 'who waits to join misses what others begin to send meanwhile',
    file: ROOM,
    find: `      if (peer !== except) {`,
    put: `      if (peer !== except && peer.live) {`,
    test: { file: VOICE_TEST, title: 'is offered producers that come while it waits' },
  },
  {
    id: 'S3.transport',
    what: 'a transport outlives its peer, and its consumers with it',
    file: 'server/media/Peer.ts',
    find: `      send.close();
      receive.close();`,
    put: `      send.close();`,
    test: { file: 'tests/integration/leaks.test.ts', title: 'leaves nothing after 50 joins and leaves' },
  },
  {
    id: 'S3.router',
    what: 'a router outlives its room',
    file: ROOM,
    find: `      router.close();`,
    put: ``,
    test: { file: RACES_TEST, title: 'who leaves while the worker makes something' },
  },
  {
    id: 'S3.refused',
    what: 'a refused join leaves an empty room with its router',
    file: ROOM,
    find: `    this.#arriving += 1;
    try {
      checkCapabilities(setup.rtpCapabilities);`,
    put: `    checkCapabilities(setup.rtpCapabilities);
    this.#arriving += 1;
    try {`,
    test: { file: 'tests/integration/voiceRaces.test.ts', title: 'capabilities that contradict themselves' },
  },
  {
    id: 'S3.untold',
    what: 'clients keep consumers of who left, for nobody tells them',
    file: CONSUMERS,
    find: `this.#batch.closed(consumer.id);`,
    put: ``,
    test: { file: VOICE_TEST, title: 'closes the consumers of what the leaver sent' },
  },
  {
    id: 'S3.kept',
    what: 'a peer keeps consumers whose producer closed',
    file: CONSUMERS,
    find: `this.#consumers.delete(consumer.id);`,
    put: ``,
    test: { file: RACES_TEST, title: 'nothing is kept of producers that are gone' },
  },
  {
    id: 'S3.late',
    what: 'a producer that the worker makes too late is kept',
    file: PRODUCERS,
    find: `        made.close();
        throw fault;`,
    put: `        throw fault;`,
    test: { file: RACES_TEST, title: 'who leaves while the worker makes something' },
  },
  {
    id: 'S4.gap',
    what: 'the worker is asked between the look at a source and its reservation',
    file: PRODUCERS,
    find: `this.#slots.set(source, 'reserved');`,
    put: ``,
    test: { file: RACES_TEST, title: 'stands after 100 racing requests' },
  },
  {
    id: 'S4.unchecked',
    what: 'nobody looks whether a source is taken',
    file: PRODUCERS,
    find: `if (this.#slots.has(source)) {`,
    put: `if (!this.#slots.has(source) && this.#muted && !this.#muted) {`,
    test: { file: VOICE_TEST, title: 'takes one producer of each source under 100 racing requests' },
  },
  {
    id: 'S4.members',
    what: 'the limit of a channel and the call of another device are looked at before the media are made, not after',
    file: 'server/signaling/VoiceSeat.ts',
    find: `      this.#requireJoinable(data);
      if (place.peer.ended) {`,
    put: `      if (place.peer.ended) {`,
    test: { file: 'tests/integration/voiceRaces.test.ts', title: 'a channel takes as many as it may' },
  },
  {
    id: 'S4.devices',
    what: 'two devices of one member take its call at once',
    file: 'server/signaling/VoiceSeat.ts',
    find: `      this.#requireJoinable(data);
      if (place.peer.ended) {`,
    put: `      if (place.peer.ended) {`,
    test: { file: 'tests/integration/voiceRaces.test.ts', title: 'two devices of one member that join at once' },
  },
  {
    id: 'S7.peer',
    what: 'a peer may send as much as it likes',
    file: ENGINE,
    find: `await transport.setMaxIncomingBitrate(maxIncomingBps);`,
    put: ``,
    test: { file: VIDEO_TEST, title: 'hold for what each peer sends' },
  },
  {
    id: 'S7.channel',
    what: 'the limit of a channel does nothing',
    file: ROOMS,
    find: `return peerBitrateBps === 0 ? peerBps : Math.min(peerBitrateBps, peerBps);`,
    put: `return peerBitrateBps < 0 ? 0 : peerBps;`,
    test: CHANNEL_LIMIT,
  },
  {
    id: 'S7.above',
    what: 'a channel may allow more than its server',
    file: ROOMS,
    find: `Math.min(peerBitrateBps, peerBps)`,
    put: `peerBitrateBps`,
    test: CHANNEL_LIMIT,
  },
  {
    id: 'S7.running',
    what: 'a new limit does nothing in a running call',
    file: ROOM,
    find: `await Promise.all(this.peers.map(async (peer) => peer.limitSending(peerBps)));`,
    put: `await Promise.resolve();`,
    test: CHANNEL_LIMIT,
  },
  {
    id: 'S7.priority',
    what: 'congestion takes from a screen as from a camera',
    file: ENGINE,
    find: `source === 'screen' ? PRIORITY_OF_SCREENS : PRIORITY_OF_CAMERAS`,
    put: `source === 'screen' ? PRIORITY_OF_CAMERAS : PRIORITY_OF_CAMERAS`,
    test: { file: VIDEO_TEST, title: 'gives way to a screen' },
  },
  {
    id: 'S7.audio',
    what: 'voice competes with video',
    file: ENGINE,
    find: `if (consumer.kind === 'video') {`,
    put: `if (consumer.kind !== undefined) {`,
    test: { file: VIDEO_TEST, title: 'gives way to a screen' },
  },
  {
    id: 'S7.layers',
    what: 'everyone gets the largest picture, however small they show it',
    file: 'server/media/PeerConsumer.ts',
    find: `await this.consumer.setPreferredLayers(layers);`,
    put: `await Promise.resolve(layers);`,
    test: { file: VIDEO_TEST, title: 'is consumed in the layer that the viewer shows' },
  },
  {
    id: 'S7.hidden',
    what: 'a video that nobody looks at flows on',
    file: 'server/media/PeerConsumer.ts',
    find: `ready && live && !paused &&`,
    put: `ready && live && (paused || !paused) &&`,
    test: { file: VIDEO_TEST, title: 'does not flow while it is not shown' },
  },
  {
    id: 'S10.unreplaced',
    what: 'a dead worker is not replaced',
    file: 'server/media/workers.ts',
    find: `this.#replace(place, 0);`,
    put: ``,
    test: { file: MEDIA_TEST, title: 'lose their peers with their worker, which is replaced' },
  },
  {
    id: 'S10.rooms',
    what: 'rooms do not notice that their worker died',
    file: ROOM,
    find: `      this.#lose();
    });`,
    put: `    });`,
    test: { file: MEDIA_TEST, title: 'lose their peers with their worker, which is replaced' },
  },
  {
    id: 'S10.untold',
    what: 'peers are not told that their media are gone',
    file: 'server/signaling/VoiceSeat.ts',
    find: `this.#tell('voiceEnded', { peerId: place.peer.id, reason: 'media_failed', rejoin: member !== undefined });`,
    put: ``,
    test: COMEBACK,
  },
  {
    id: 'S10.gone',
    what: 'everyone sees those leave whose worker died',
    file: 'server/signaling/VoiceSeats.ts',
    find: `this.#roll.expect(expected, this.#grace.graceMs);`,
    put: `this.#roll.leave(member.memberId);
      this.#depart(member, 'media_failed');`,
    test: COMEBACK,
  },
  {
    id: 'S10.hung',
    what: 'a worker that answers no more goes unnoticed',
    file: 'server/media/Pulse.ts',
    find: `this.#onSilent();`,
    put: ``,
    test: { file: WORKERS_TEST, title: 'is ended and replaced' },
  },
];
