import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef } from 'vue';
import { AppError } from '../../common/errors.ts';
import type { ChannelId, MemberId } from '../../common/ids.ts';
import { Lifetime } from '../../common/lifetime.ts';
import { hasBit, type Permission } from '../../common/permissions.ts';
import { EVERYONE_ROLE, type Access, type Role } from '../../common/roles.ts';
import type { RequestAnswer, RequestInput, RequestName } from '../../common/signaling.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import { useServerStore } from './server.ts';

const NOTHING: Access = { server: 0, channels: {} };

/** What oneself may do on the server and in each of its channels, as the server says it is right now; and its roles. */
export const useAccessStore = defineStore('access', () => {
  const server = useServerStore();
  const access = shallowRef(NOTHING);
  /** The highest first, everybody's last. */
  const roles = shallowRef<readonly Role[]>([]);
  let lifetime = new Lifetime();
  let attached: ServerSession | undefined;

  function attach(session: ServerSession): void {
    detach();
    attached = session;
    lifetime.add(
      session.events.on('welcomed', ({ welcome }) => {
        access.value = welcome.access;
        roles.value = welcome.roles;
      }),
    );
    lifetime.add(
      session.signaling.onNotice('rolesChanged', (changed) => {
        roles.value = changed.roles;
      }),
    );
    lifetime.add(
      session.signaling.onNotice('accessChanged', (changed) => {
        access.value = changed.access;
      }),
    );
  }

  function detach(): void {
    lifetime.end();
    lifetime = new Lifetime();
    attached = undefined;
    access.value = NOTHING;
    roles.value = [];
  }
  onScopeDispose(detach);

  /** @param channelId where; without it on the server as a whole */
  const may = (permission: Permission, channelId?: ChannelId): boolean =>
    hasBit(channelId === undefined ? access.value.server : (access.value.channels[channelId] ?? 0), permission);

  /** How high somebody stands among the roles; the owner above all. */
  function rankOf(memberId: MemberId): number {
    const member = server.members.get(memberId);
    if (member?.owner === true) {
      return Number.POSITIVE_INFINITY;
    }
    const held = new Set(member?.roles);
    return Math.max(0, ...roles.value.filter(({ id }) => held.has(id)).map(({ position }) => position));
  }
  const ownRank = computed(() => (server.self === undefined ? 0 : rankOf(server.self.memberId)));

  /** What administration asks of the server. @throws AppError */
  async function ask<Name extends RequestName>(name: Name, data: RequestInput<Name>): Promise<RequestAnswer<Name>> {
    if (attached === undefined) {
      throw new AppError('disconnected', 'administration without a connection');
    }
    return attached.signaling.request(name, data);
  }

  return {
    roles,
    /** Those that can be given. */
    givenRoles: computed(() => roles.value.filter(({ id }) => id !== EVERYONE_ROLE)),
    ownRank,
    may,
    mayAny: (permissions: readonly Permission[]): boolean => permissions.some((permission) => may(permission)),
    /** Whether this member stands below oneself: nobody does anything to equals. */
    above: (memberId: MemberId): boolean => ownRank.value > rankOf(memberId),
    attach,
    detach,
    ask,
  };
});
