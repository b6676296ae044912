/**
 * The one place where permissions are resolved; every request asks `Authority`, which asks here. Pure.
 *
 * What is granted on the server is what any of a member's roles grants. A channel then decides otherwise, the general
 * before the particular: for everyone, for the member's other roles (an allow of one outweighs a deny of another), for
 * the member. Last, what means nothing without another permission goes with it.
 */
import type { Channel } from '../../common/community.ts';
import {
  ALL_PERMISSIONS,
  CHANNEL_PERMISSIONS,
  PERMISSIONS,
  VOICE_PERMISSIONS,
  bitsOf,
  hasBit,
  type Permission,
} from '../../common/permissions.ts';
import type { MemberId } from '../../common/ids.ts';
import { EVERYONE_ROLE, type Cause, type Override, type Role, type Verdict } from '../../common/roles.ts';

/** Who somebody is, as far as permissions go. */
export interface Standing {
  readonly memberId: MemberId;
  readonly owner: boolean;
  /** `everyone` among them. */
  readonly roles: readonly Role[];
}

/** A channel, with what it decides otherwise. */
export interface Ground {
  readonly kind: Channel['kind'];
  readonly overrides: readonly Override[];
}

/** One step of the decision: what it allows holds against what stood before, as does what it denies. */
interface Layer {
  readonly allow: number;
  readonly deny: number;
  readonly cause: Cause;
}

const grantsOf = ({ roles }: Standing): Layer[] =>
  roles.map(({ id, permissions }) => ({ allow: permissions, deny: 0, cause: { kind: 'role', roleId: id } }));

const overridesFor = ({ memberId, roles }: Standing, overrides: readonly Override[]): Layer[] => {
  const held = new Set(roles.map(({ id }) => id));
  const everyone: Layer[] = [];
  const denies: Layer[] = [];
  const allows: Layer[] = [];
  const own: Layer[] = [];
  for (const { target, allow, deny } of overrides) {
    if (target.kind === 'member') {
      if (target.memberId === memberId) {
        own.push({ allow, deny, cause: { kind: 'memberOverride' } });
      }
    } else if (held.has(target.roleId)) {
      const cause: Cause = { kind: 'roleOverride', roleId: target.roleId };
      if (target.roleId === EVERYONE_ROLE) {
        everyone.push({ allow, deny, cause });
      } else {
        denies.push({ allow: 0, deny, cause });
        allows.push({ allow, deny: 0, cause });
      }
    }
  }
  return [...everyone, ...denies, ...allows, ...own];
};

const layersOf = (standing: Standing, ground: Ground | undefined): Layer[] => {
  if (standing.owner) {
    return [{ allow: ALL_PERMISSIONS, deny: 0, cause: { kind: 'owner' } }];
  }
  const overrides = ground === undefined ? [] : overridesFor(standing, ground.overrides);
  return [
    ...grantsOf(standing),
    ...overrides.map(({ allow, deny, cause }) => ({
      allow: allow & CHANNEL_PERMISSIONS,
      deny: deny & CHANNEL_PERMISSIONS,
      cause,
    })),
  ];
};

/** What has a meaning there: all on the server as such, in a channel what fits its kind. */
const meaningIn = (ground: Ground | undefined): number => {
  if (ground === undefined) {
    return ALL_PERMISSIONS;
  }
  return ground.kind === 'voice' ? CHANNEL_PERMISSIONS : CHANNEL_PERMISSIONS & ~VOICE_PERMISSIONS;
};

/** What else is lost with a permission, in a channel. */
const NEEDED: readonly { readonly permission: Permission; readonly by: number }[] = [
  { permission: 'viewChannel', by: CHANNEL_PERMISSIONS & ~bitsOf('viewChannel') },
  { permission: 'connect', by: VOICE_PERMISSIONS & ~bitsOf('connect') },
  { permission: 'speak', by: bitsOf('useVoiceActivation', 'prioritySpeaker') },
  { permission: 'sendMessages', by: bitsOf('attachFiles') },
];

const combined = (layers: readonly Layer[]): number =>
  layers.reduce((bits, { allow, deny }) => (bits & ~deny) | allow, 0);

/** Everything that this member may. @param ground undefined for what concerns the whole server */
export const resolve = (standing: Standing, ground?: Ground): number => {
  const bits = combined(layersOf(standing, ground)) & meaningIn(ground);
  return ground === undefined
    ? bits
    : NEEDED.reduce((left, { permission, by }) => (hasBit(left, permission) ? left : left & ~by), bits);
};

/** Each permission that has a meaning in this channel, and what decided it. */
export const explain = (standing: Standing, ground: Ground): Verdict[] => {
  const layers = layersOf(standing, ground);
  const granted = combined(layers) & meaningIn(ground);
  const allowed = resolve(standing, ground);
  return PERMISSIONS.filter((permission) => hasBit(meaningIn(ground), permission)).map((permission) => {
    const missing = NEEDED.find(({ permission: needed, by }) => hasBit(by, permission) && !hasBit(allowed, needed));
    if (hasBit(granted, permission) && missing !== undefined) {
      return { permission, allowed: false, cause: { kind: 'needs', permission: missing.permission } };
    }
    const decider = layers.findLast(({ allow, deny }) => hasBit(allow | deny, permission));
    return { permission, allowed: hasBit(allowed, permission), cause: decider?.cause ?? { kind: 'nothing' } };
  });
};

/** How high somebody stands: 0 with no role but everyone's. The owner stands above every role. */
export const rankOf = ({ owner, roles }: Standing): number =>
  owner ? Number.POSITIVE_INFINITY : Math.max(0, ...roles.map(({ position }) => position));
