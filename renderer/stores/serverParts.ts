import type { Permission } from '../../common/permissions.ts';

/** Running the server, part by part, as they are listed. */
export const SERVER_PARTS = ['members', 'roles', 'permissions', 'bans', 'audit', 'visits', 'condition'] as const;
export type ServerPart = (typeof SERVER_PARTS)[number];

/** A part is there for whoever may do one of these. */
export const PART_NEEDS: Readonly<Record<ServerPart, readonly Permission[]>> = {
  members: ['manageRoles', 'kickMembers', 'banMembers'],
  roles: ['manageRoles'],
  permissions: ['manageRoles'],
  bans: ['banMembers'],
  audit: ['viewHistory'],
  visits: ['viewHistory'],
  condition: ['manageServer'],
};
