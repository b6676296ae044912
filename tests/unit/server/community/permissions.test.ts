import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberId, roleId, type RoleId } from '../../../../common/ids.ts';
import {
  ALL_PERMISSIONS,
  CHANNEL_PERMISSIONS,
  FIRST_PERMISSIONS,
  PERMISSIONS,
  VOICE_PERMISSIONS,
  bitsOf,
  hasBit,
  namesOf,
  type Permission,
} from '../../../../common/permissions.ts';
import { EVERYONE_ROLE, type Override, type Role } from '../../../../common/roles.ts';
import { explain, rankOf, resolve, type Ground, type Standing } from '../../../../server/community/permissions.ts';

const me = memberId.parse('gus');
const other = memberId.parse('eve');
const everyoneId = roleId.parse(EVERYONE_ROLE);

const role = (id: string, position: number, ...permissions: readonly Permission[]): Role => ({
  id: roleId.parse(id),
  name: id,
  hue: null,
  position,
  permissions: bitsOf(...permissions),
});
const everyone: Role = { ...role(EVERYONE_ROLE, 0), permissions: FIRST_PERMISSIONS };
const standing = (...roles: readonly Role[]): Standing => ({ memberId: me, owner: false, roles: [everyone, ...roles] });
const forRole = (id: RoleId, allow: readonly Permission[], deny: readonly Permission[]): Override => ({
  target: { kind: 'role', roleId: id },
  allow: bitsOf(...allow),
  deny: bitsOf(...deny),
});
const forMe = (allow: readonly Permission[], deny: readonly Permission[], whom = me): Override => ({
  target: { kind: 'member', memberId: whom },
  allow: bitsOf(...allow),
  deny: bitsOf(...deny),
});
const voice = (...overrides: readonly Override[]): Ground => ({ kind: 'voice', overrides });
const may = (who: Standing, permission: Permission, ground?: Ground): boolean =>
  hasBit(resolve(who, ground), permission);

describe('what everybody may on a new server', () => {
  it('is what everybody could before there were roles', () => {
    expect(namesOf(resolve(standing(), voice()))).toEqual([
      'viewChannel',
      'connect',
      'speak',
      'useVoiceActivation',
      'useCamera',
      'shareScreen',
      'sendMessages',
      'attachFiles',
    ]);
    expect(namesOf(resolve(standing(), { kind: 'text', overrides: [] }))).toEqual([
      'viewChannel',
      'sendMessages',
      'attachFiles',
    ]);
  });

  it('moderates nothing', () => {
    for (const permission of ['muteMembers', 'kickMembers', 'banMembers', 'manageRoles', 'manageServer'] as const) {
      expect(may(standing(), permission)).toBe(false);
    }
  });
});

describe('a channel', () => {
  const speaker = role('speaker', 1, 'speak');
  const guest = role('guest', 2);

  it('decides for everyone, then for roles, then for the member', () => {
    const quiet = forRole(everyoneId, [], ['speak']);
    expect(may(standing(speaker), 'speak', voice(quiet))).toBe(false);
    const allowed = forRole(speaker.id, ['speak'], []);
    expect(may(standing(speaker), 'speak', voice(quiet, allowed))).toBe(true);
    expect(may(standing(guest), 'speak', voice(quiet, allowed))).toBe(false);
    expect(may(standing(speaker), 'speak', voice(forMe([], ['speak']), quiet, allowed))).toBe(false);
    expect(may(standing(guest), 'speak', voice(forMe(['speak'], []), quiet))).toBe(true);
    expect(may(standing(guest), 'speak', voice(forMe(['speak'], [], other), quiet))).toBe(false);
  });

  it('lets one role’s allow outweigh another’s deny, in whatever order', () => {
    const allow = forRole(speaker.id, ['useCamera'], []);
    const deny = forRole(guest.id, [], ['useCamera']);
    for (const ground of [voice(allow, deny), voice(deny, allow)]) {
      expect(may(standing(speaker, guest), 'useCamera', ground)).toBe(true);
    }
  });

  it('cannot give what concerns the whole server', () => {
    const bits = { target: { kind: 'member', memberId: me }, allow: ALL_PERMISSIONS, deny: 0 } as const;
    expect(resolve(standing(), voice(bits))).toBe(CHANNEL_PERMISSIONS);
    expect(may(standing(), 'manageRoles')).toBe(false);
  });

  it('takes the rest with what it needs', () => {
    expect(resolve(standing(), voice(forRole(everyoneId, [], ['viewChannel'])))).toBe(0);
    expect(resolve(standing(), voice(forRole(everyoneId, [], ['connect']))) & VOICE_PERMISSIONS).toBe(0);
    expect(may(standing(), 'useVoiceActivation', voice(forRole(everyoneId, [], ['speak'])))).toBe(false);
  });

  it('says what decided', () => {
    const ground = voice(
      forRole(everyoneId, [], ['shareScreen', 'speak']),
      forRole(speaker.id, ['speak'], []),
      forMe([], ['useCamera']),
    );
    const causes = new Map(explain(standing(speaker), ground).map((one) => [one.permission, one]));
    expect(causes.get('connect')).toMatchObject({ allowed: true, cause: { kind: 'role', roleId: everyoneId } });
    expect(causes.get('speak')).toMatchObject({ allowed: true, cause: { kind: 'roleOverride', roleId: speaker.id } });
    expect(causes.get('shareScreen')).toMatchObject({
      allowed: false,
      cause: { kind: 'roleOverride', roleId: everyoneId },
    });
    expect(causes.get('useCamera')).toMatchObject({ allowed: false, cause: { kind: 'memberOverride' } });
    expect(causes.get('manageMessages')).toMatchObject({ allowed: false, cause: { kind: 'nothing' } });
    const blind = explain(standing(), voice(forMe([], ['connect'])));
    expect(blind.find(({ permission }) => permission === 'speak')).toMatchObject({
      allowed: false,
      cause: { kind: 'needs', permission: 'connect' },
    });
  });
});

const bits = fc.integer({ min: 0, max: ALL_PERMISSIONS });
const roles = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), bits), { maxLength: 3 })
  .map((list) => [...new Map(list)].map(([id, permissions], index) => ({ ...role(id, index + 1), permissions })));
const who: fc.Arbitrary<Standing> = fc
  .tuple(roles, bits, fc.boolean())
  .map(([held, permissions, owner]) => ({ memberId: me, owner, roles: [{ ...everyone, permissions }, ...held] }));
const target = fc.oneof(
  fc
    .constantFrom(everyoneId, roleId.parse('a'), roleId.parse('b'), roleId.parse('z'))
    .map((id): Override['target'] => ({ kind: 'role', roleId: id })),
  fc.constantFrom(me, other).map((id): Override['target'] => ({ kind: 'member', memberId: id })),
);
const override: fc.Arbitrary<Override> = fc
  .tuple(target, bits, bits)
  .map(([to, allow, deny]) => ({ target: to, allow, deny: deny & ~allow }));
const ground: fc.Arbitrary<Ground> = fc.record({
  kind: fc.constantFrom('text' as const, 'voice' as const),
  overrides: fc.uniqueArray(override, { maxLength: 5, selector: ({ target: to }) => JSON.stringify(to) }),
});

describe('for whatever roles and channels', () => {
  it('what is explained is what is resolved, each permission that has a meaning once', () => {
    fc.assert(
      fc.property(who, ground, (one, place) => {
        const verdicts = explain(one, place);
        const allowed = verdicts.filter((verdict) => verdict.allowed).map(({ permission }) => permission);
        expect(bitsOf(...allowed)).toBe(resolve(one, place));
        const meant = place.kind === 'voice' ? CHANNEL_PERMISSIONS : CHANNEL_PERMISSIONS & ~VOICE_PERMISSIONS;
        expect(verdicts.map(({ permission }) => permission)).toEqual(namesOf(meant));
      }),
    );
  });

  it('the owner may everything that has a meaning', () => {
    fc.assert(
      fc.property(who, ground, (one, place) => {
        const owner = { ...one, owner: true };
        expect(resolve(owner)).toBe(ALL_PERMISSIONS);
        expect(resolve(owner, place) | VOICE_PERMISSIONS).toBe(CHANNEL_PERMISSIONS);
      }),
    );
  });

  it('nothing is left to whoever may not see the channel, and nothing of its voice to whoever may not connect', () => {
    fc.assert(
      fc.property(who, ground, (one, place) => {
        const left = resolve(one, place);
        expect(hasBit(left, 'viewChannel') || left === 0).toBe(true);
        expect(hasBit(left, 'connect') || (left & VOICE_PERMISSIONS) === 0).toBe(true);
      }),
    );
  });

  it('the order of overrides does not matter, nor do those for others', () => {
    fc.assert(
      fc.property(who, ground, (one, place) => {
        const overrides = place.overrides.toReversed();
        const mine = overrides.filter(({ target: to }) => to.kind === 'role' || to.memberId === me);
        expect(resolve(one, { ...place, overrides: mine })).toBe(resolve(one, place));
      }),
    );
  });

  it('another role never takes anything away on the server', () => {
    fc.assert(
      fc.property(who, bits, (one, permissions) => {
        const more = { ...one, roles: [...one.roles, { ...role('more', 9), permissions }] };
        expect(resolve(more) & resolve(one)).toBe(resolve(one));
      }),
    );
  });
});

it('the owner stands above every role, and everybody else as high as their highest', () => {
  expect(rankOf(standing())).toBe(0);
  expect(rankOf(standing(role('a', 3), role('b', 7)))).toBe(7);
  expect(rankOf({ ...standing(role('a', 99)), owner: true })).toBe(Number.POSITIVE_INFINITY);
});

it('the bits stay as they are stored', () => {
  expect(PERMISSIONS.indexOf('viewChannel')).toBe(0);
  expect(FIRST_PERMISSIONS).toBe(447);
});
