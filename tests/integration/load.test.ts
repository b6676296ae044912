/** The load generator itself: what the benches hear is what was really sent, over real ICE, DTLS and SRTP. */
import { afterEach, expect, it } from 'vitest';
import { makeDtlsCertificate } from '../bench/load/certificate.ts';
import { readFrame, type Frame } from '../bench/load/MicStream.ts';
import { SyntheticPeer } from '../bench/load/SyntheticPeer.ts';
import { eventually, Party } from '../fakes/party.ts';

let party: Party | undefined;
const peers: SyntheticPeer[] = [];

afterEach(async () => {
  for (const peer of peers.splice(0)) {
    peer.close();
  }
  await party?.close();
  party = undefined;
});

interface Said extends Frame {
  readonly by: string;
}

/** People in one call, and what each of them hears. */
const gather = async (current: Party, ...names: string[]): Promise<{ peer: SyntheticPeer; said: Said[] }[]> => {
  const certificate = await makeDtlsCertificate();
  return Promise.all(
    names.map(async (name) => {
      const peer = await SyntheticPeer.open(current.url, name, certificate);
      peers.push(peer);
      const said: Said[] = [];
      peer.onHeard = ({ offer, open }) => {
        said.push({ ...readFrame(open()), by: peer.stay.speakerOf(offer) ?? 'nobody' });
      };
      await peer.join(peer.guest.voiceChannel('Lounge'));
      return { peer, said };
    }),
  );
};

it('lets people hear each other, from the first frame on, and nobody else', async () => {
  party = await Party.open();
  const [anna, ben, cleo] = await gather(party, 'Anna', 'Ben', 'Cleo');
  if (anna === undefined || ben === undefined || cleo === undefined) {
    throw new Error('nobody came');
  }
  await eventually(() => [anna, ben, cleo].every(({ peer }) => peer.stay.offers.length === 2));
  await Promise.all([anna, ben, cleo].map(async ({ peer }) => peer.stay.ready()));

  await anna.peer.speak();
  await eventually(() => ben.said.length >= 10 && cleo.said.length >= 10);
  await anna.peer.fallSilent();
  await cleo.peer.speak();
  await eventually(() => anna.said.length >= 3);
  await cleo.peer.fallSilent();

  const byAnna = ben.said.filter(({ by }) => by === anna.peer.guest.id);
  expect(byAnna.map(({ index }) => index)).toEqual(byAnna.map((_, index) => index));
  expect(byAnna.every(({ sentMs }) => sentMs <= performance.now())).toBe(true);
  expect(new Set(anna.said.map(({ by }) => by))).toEqual(new Set([cleo.peer.guest.id]));
});

it('comes back by itself when the worker is killed, and goes on speaking', async () => {
  party = await Party.open();
  const [anna, ben] = await gather(party, 'Anna', 'Ben');
  await anna?.peer.speak();
  await eventually(() => (ben?.said.length ?? 0) > 3);
  process.kill(party.server.workerPids[0] ?? 0, 'SIGKILL');
  await eventually(() => anna?.peer.present === false && !ben?.peer.present);
  const before = ben?.said.length ?? 0;
  await eventually(() => (ben?.said.length ?? 0) > before + 3);
});

it('leaves nothing', async () => {
  party = await Party.open();
  const { counts } = party;
  const before = { ...counts };
  const [anna, ben] = await gather(party, 'Anna', 'Ben');
  await anna?.peer.speak();
  await ben?.peer.leave();
  anna?.peer.close();
  ben?.peer.close();
  const current = party;
  await eventually(
    () => JSON.stringify(current.counts) === JSON.stringify(before),
    () => [before, current.counts],
  );
});
