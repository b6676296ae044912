import type { Channel } from '../../common/community.ts';
import { AppError } from '../../common/errors.ts';
import type { StoredMember } from '../store/members.ts';

/** What a member may be allowed to do, on the server or in one channel. */
export type Action = 'view' | 'connect' | 'speak' | 'useCamera' | 'shareScreen' | 'sendMessages';

const VOICE_ACTIONS: ReadonlySet<Action> = new Set(['connect', 'speak', 'useCamera', 'shareScreen']);

/**
 * The one place where permissions are resolved; every request asks here. For now every member may do everything that
 * fits the kind of channel.
 */
export const allow = (_member: StoredMember, action: Action, channel: Channel): boolean =>
  !VOICE_ACTIONS.has(action) || channel.kind === 'voice';

/** @throws AppError `forbidden` */
export const requireAllowed = (member: StoredMember, action: Action, channel: Channel): void => {
  if (!allow(member, action, channel)) {
    throw new AppError('forbidden', `not allowed here: ${action}`);
  }
};
