import { afterEach, describe, expect, it } from 'vitest';
import { LIMITS } from '../../server/signaling/limits.ts';
import type { Guest } from '../fakes/Guest.ts';
import { refusalOf } from '../fakes/Guest.ts';
import { eventually, makeFolder, Party, type PartyOptions } from '../fakes/party.ts';
import { rm } from 'node:fs/promises';

const CODE = 'K7P2QX';

describe('the door of a party', () => {
  let party: Party | undefined;
  const open = async (options?: PartyOptions): Promise<Party> => (party = await Party.open(options));
  afterEach(async () => {
    await party?.close();
    party = undefined;
  });

  const knock = async (guest: Guest, name: string, code?: string): Promise<string> => {
    const [result] = await Promise.allSettled([
      guest.authenticate({ kind: 'guest', name, ...(code === undefined ? {} : { code }) }),
    ]);
    return result.status === 'fulfilled' ? 'in' : refusalOf(result).code;
  };

  it('asks newcomers for the code, however it is written, and nobody who was in before', async () => {
    const { connect, guest, again } = bind(await open());
    const owner = await guest('Ana');
    const before = await guest('Ben');
    const { settings } = await owner.ask('updateParty', { code: 'k7p2 qx' });
    expect(settings.code).toBe(CODE);
    const stranger = await connect();
    expect(await knock(stranger, 'Cleo')).toBe('code_needed');
    expect(await knock(stranger, 'Cleo', 'K7P2QY')).toBe('code_wrong');
    expect(await knock(stranger, 'Cleo', ' k7p2-qx ')).toBe('in');
    expect((await again(before)).id).toBe(before.id);
    await owner.ask('updateParty', { code: null });
    expect(await knock(await connect(), 'Dan')).toBe('in');
  });

  it('gives an address few tries at the code, and does not say whether the next is right', async () => {
    const { connect, guest } = bind(await open());
    await (await guest('Ana')).ask('updateParty', { code: CODE });
    const tries = LIMITS.door.wrongCodes.count;
    for (let index = 0; index < tries; index += 1) {
      // Each by a connection of its own: it is the address that counts.
      expect(await knock(await connect(), 'Cleo', `WRONG${String(index)}`)).toBe('code_wrong');
    }
    const [right] = await Promise.allSettled([
      (await connect()).authenticate({ kind: 'guest', name: 'Cleo', code: CODE }),
    ]);
    expect(refusalOf(right).code).toBe('rate_limited');
    expect(refusalOf(right).retryAfterMs).toBeGreaterThan(0);
  });

  it('lets newcomers wait until the owner decides, and tells both', async () => {
    const { connect, guest } = bind(await open());
    const owner = await guest('Ana');
    await owner.ask('updateParty', { ask: true });
    const [ben, cleo] = [await connect(), await connect()];
    expect(await knock(ben, 'Ben')).toBe('awaiting_host');
    expect(await knock(ben, 'Ben')).toBe('awaiting_host');
    expect(await knock(cleo, 'Cleo')).toBe('awaiting_host');
    const { waiting } = await owner.hears('doorChanged', (door) => door.waiting.length === 2);
    expect(waiting.map(({ name, from }) => [name, from.place])).toEqual([
      ['Ben', 'here'],
      ['Cleo', 'here'],
    ]);
    const [first, second] = waiting;
    await owner.ask('decideNewcomer', { id: first?.id ?? 0, admit: true });
    await owner.ask('decideNewcomer', { id: second?.id ?? 0, admit: false });
    expect(await ben.hears('doorAnswered')).toEqual({ outcome: 'admitted' });
    expect(await knock(ben, 'Ben')).toBe('in');
    expect(await cleo.hears('doorAnswered')).toEqual({ outcome: 'refused' });
    expect(await knock(cleo, 'Cleo')).toBe('door_refused');
    // A guest is no owner: neither sees the door nor opens it.
    const [asked] = await Promise.allSettled([ben.ask('loadParty', {})]);
    expect(refusalOf(asked).code).toBe('forbidden');
    const [decided] = await Promise.allSettled([ben.ask('decideNewcomer', { id: 1, admit: true })]);
    expect(refusalOf(decided).code).toBe('forbidden');
    expect(ben.heard('doorChanged')).toEqual([]);
    const [late] = await Promise.allSettled([owner.ask('decideNewcomer', { id: first?.id ?? 0, admit: true })]);
    expect(refusalOf(late).code).toBe('not_found');
  });

  it('forgets who gives up or waits too long, and lets few wait from one address', async () => {
    const { connect, guest } = bind(await open({ limits: { door: { ...LIMITS.door, waitMs: 700 } } }));
    const owner = await guest('Ana');
    await owner.ask('updateParty', { ask: true });
    const gone = await connect();
    expect(await knock(gone, 'Ben')).toBe('awaiting_host');
    gone.close();
    await eventually(() => owner.heard('doorChanged').at(-1)?.waiting.length === 0);
    const late = await connect();
    expect(await knock(late, 'Cleo')).toBe('awaiting_host');
    expect(await late.hears('doorAnswered')).toEqual({ outcome: 'expired' });
    for (let index = 0; index < LIMITS.door.waitingOfOne; index += 1) {
      expect(await knock(await connect(), `Guest ${String(index)}`)).toBe('awaiting_host');
    }
    expect(await knock(await connect(), 'One more')).toBe('rate_limited');
  });

  it('opens for all who wait when nobody is asked about any more', async () => {
    const { connect, guest } = bind(await open());
    const owner = await guest('Ana');
    await owner.ask('updateParty', { ask: true });
    const ben = await connect();
    expect(await knock(ben, 'Ben')).toBe('awaiting_host');
    await owner.ask('updateParty', { ask: false });
    expect(await ben.hears('doorAnswered')).toEqual({ outcome: 'admitted' });
    expect(await knock(ben, 'Ben')).toBe('in');
  });

  it('belongs to the person at the app that runs it, however late', async () => {
    const { connect, guest, server, again } = bind(await open({ embedded: true }));
    const quick = await guest('Quick');
    expect(isOwner(quick)).toBe(false);
    const host = await connect();
    const hostKey = server.hostKey ?? '';
    expect(hostKey).toHaveLength(43);
    await host.authenticate({ kind: 'guest', name: 'Hanna', hostKey });
    expect(isOwner(host)).toBe(true);
    await host.ask('updateParty', { code: CODE, ask: true });
    // The key opens the door too, and works for somebody who was here before.
    const second = await connect();
    await second.authenticate({ kind: 'guest', name: 'Hanna too', hostKey });
    expect(isOwner(second)).toBe(true);
    const wrong = await connect();
    expect(await knock(wrong, 'Wrong')).toBe('code_needed');
    const session = await connect();
    await session.authenticate({ kind: 'session', token: quick.welcome.token, hostKey });
    expect(isOwner(session)).toBe(true);
    expect(isOwner(await again(host))).toBe(false);
  });

  it('shows its owner who is here, from where, and how the party is reached', async () => {
    const { guest, url, server } = bind(await open());
    const owner = await guest('Ana');
    const ben = await guest('Ben');
    const told = await owner.ask('loadParty', {});
    expect(told).toMatchObject({
      settings: { code: null, ask: false },
      addresses: [{ url, link: 'loopback' }],
      fingerprint: server.fingerprint,
      waiting: [],
    });
    expect(told.present).toEqual(
      [owner, ben].map(({ id }) => ({
        memberId: id,
        from: { place: 'here', family: 'IPv4' },
        roundTripMs: null,
        lossPercent: null,
      })),
    );
  });

  it('is shut behind whoever the owner takes out: every device, the call and the way back', async () => {
    const { connect, guest, again } = bind(await open({ limits: { door: { ...LIMITS.door, kickedMs: 700 } } }));
    const owner = await guest('Ana');
    const ben = await guest('Ben');
    const phone = await again(ben);
    await ben.joinVoice(ben.voiceChannel('Lounge'));
    const [denied] = await Promise.allSettled([ben.ask('kickMember', { memberId: owner.id })]);
    expect(refusalOf(denied).code).toBe('forbidden');
    const [oneself] = await Promise.allSettled([owner.ask('kickMember', { memberId: owner.id })]);
    expect(refusalOf(oneself).code).toBe('forbidden');

    await owner.ask('kickMember', { memberId: ben.id });
    await Promise.all([ben.hears('kicked'), phone.hears('kicked')]);
    await eventually(
      () => party?.counts.peers === 0 && party.counts.sockets === 1,
      () => party?.counts,
    );
    await owner.hears('membersChanged', ({ members }) =>
      members.some(({ id, presence }) => id === ben.id && presence === 'offline'),
    );
    const late = await connect();
    const [resumed] = await Promise.allSettled([late.authenticate({ kind: 'session', token: ben.welcome.token })]);
    expect(refusalOf(resumed).code).toBe('session_expired');
    expect(await knock(late, 'Ben')).toBe('door_refused');
    const [twice] = await Promise.allSettled([owner.ask('kickMember', { memberId: ben.id })]);
    expect(refusalOf(twice).code).toBe('not_found');
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(await knock(late, 'Ben')).toBe('in');
  });

  it('keeps its name, code and choice over a restart, and tells everybody a new name', async () => {
    const dataDir = await makeFolder();
    const first = await Party.open({ dataDir });
    const owner = await first.guest('Ana');
    const ben = await first.guest('Ben');
    await owner.ask('updateParty', { name: ' Friday  night ', code: CODE, ask: true });
    expect(await ben.hears('partyRenamed')).toEqual({ name: 'Friday night' });
    const { token } = owner.welcome;
    await first.close();

    const { connect } = bind(await open({ dataDir }));
    const back = await connect();
    expect((await back.authenticate({ kind: 'session', token })).server.name).toBe('Friday night');
    const { settings } = await back.ask('loadParty', {});
    expect(settings).toEqual({ name: 'Friday night', code: CODE, ask: true });
    await party?.close();
    party = undefined;

    // A name that is given at the start counts.
    const named = await Party.open({ dataDir, environment: { YANKCORD_NAME: 'Given' } });
    expect(named.server.name).toBe('Given');
    await named.close();
    await rm(dataDir, { recursive: true, force: true });
  });
});

const isOwner = ({ welcome }: Guest): boolean =>
  welcome.members.some(({ id, owner }) => owner && id === welcome.self.memberId);

/** The party's functions by themselves. */
const bind = (party: Party): Pick<Party, 'connect' | 'guest' | 'again' | 'server' | 'url'> => ({
  connect: () => party.connect(),
  guest: (name) => party.guest(name),
  again: (guest) => party.again(guest),
  server: party.server,
  url: party.url,
});
