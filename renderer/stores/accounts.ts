import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { DeviceSession, InviteRecord } from '../../common/accounts.ts';
import { AppError } from '../../common/errors.ts';
import type { RequestInput } from '../../common/signaling.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';

/** One's own account on the server at hand, and the invites of those who may make some. */
export const useAccountsStore = defineStore('accounts', () => {
  const sessions = shallowRef<readonly DeviceSession[]>();
  const invites = shallowRef<readonly InviteRecord[]>();
  let attached: ServerSession | undefined;

  function signaling(): ServerSession['signaling'] {
    if (attached === undefined) {
      throw new AppError('disconnected', 'an account without a connection');
    }
    return attached.signaling;
  }

  async function loadSessions(): Promise<void> {
    sessions.value = (await signaling().request('listSessions', {})).sessions;
  }

  async function loadInvites(): Promise<void> {
    invites.value = (await signaling().request('listInvites', {})).invites;
  }

  return {
    sessions,
    invites,
    attach(session: ServerSession): void {
      attached = session;
      sessions.value = undefined;
      invites.value = undefined;
    },
    detach(): void {
      attached = undefined;
      sessions.value = undefined;
      invites.value = undefined;
    },
    /** @throws AppError, as all of these */
    loadSessions,
    loadInvites,
    async become(password: string): Promise<void> {
      await signaling().request('becomeAccount', { password }); // `membersChanged` shows it
    },
    /** @returns how many other devices were signed out */
    async changePassword(change: RequestInput<'changePassword'>): Promise<number> {
      const { ended } = await signaling().request('changePassword', change);
      await loadSessions();
      return ended;
    },
    async revokeSession(id: string): Promise<void> {
      await signaling().request('revokeSession', { id });
      await loadSessions();
    },
    async createInvite(asked: RequestInput<'createInvite'>): Promise<InviteRecord> {
      const { invite } = await signaling().request('createInvite', asked);
      await loadInvites();
      return invite;
    },
    async revokeInvite(token: string): Promise<void> {
      await signaling().request('revokeInvite', { token });
      await loadInvites();
    },
  };
});
