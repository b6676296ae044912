/** What members may be allowed to do, as bits of one number: cheap to store, to tell and to combine. */
import { z } from 'zod';

/** In the order of their bits, which is for good: new ones come at the end. */
export const PERMISSIONS = [
  'viewChannel',
  'connect',
  'speak',
  'useVoiceActivation',
  'useCamera',
  'shareScreen',
  'prioritySpeaker',
  'sendMessages',
  'attachFiles',
  'manageMessages',
  'manageChannels',
  'muteMembers',
  'moveMembers',
  'kickMembers',
  'banMembers',
  'manageRoles',
  'viewHistory',
  'manageServer',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const bitOf = (permission: Permission): number => 2 ** PERMISSIONS.indexOf(permission);

export const bitsOf = (...permissions: readonly Permission[]): number =>
  permissions.reduce((bits, permission) => bits | bitOf(permission), 0);

export const hasBit = (bits: number, permission: Permission): boolean => (bits & bitOf(permission)) !== 0;

export const namesOf = (bits: number): Permission[] => PERMISSIONS.filter((permission) => hasBit(bits, permission));

export const ALL_PERMISSIONS = bitsOf(...PERMISSIONS);

/** Those that mean something in voice channels alone. */
export const VOICE_PERMISSIONS = bitsOf(
  'connect',
  'speak',
  'useVoiceActivation',
  'useCamera',
  'shareScreen',
  'prioritySpeaker',
);

/** Those that a channel may decide otherwise; all others concern the whole server. */
export const CHANNEL_PERMISSIONS =
  VOICE_PERMISSIONS | bitsOf('viewChannel', 'sendMessages', 'attachFiles', 'manageMessages', 'manageChannels');

/** What everybody may on a new server. */
export const FIRST_PERMISSIONS = bitsOf(
  'viewChannel',
  'connect',
  'speak',
  'useVoiceActivation',
  'useCamera',
  'shareScreen',
  'sendMessages',
  'attachFiles',
);

/** As told: a newer server may know more than this client. */
export const permissionBits = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1);
/** As asked for. */
export const knownBits = permissionBits.refine((bits) => (bits & ~ALL_PERMISSIONS) === 0);
export const permissionName = z.enum(PERMISSIONS);
