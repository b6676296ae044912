import type { Channel } from '../../common/community.ts';
import { AppError } from '../../common/errors.ts';
import type { StoredMember } from '../store/members.ts';

/** What a member may be allowed to do in a channel. */
export type Action =
  | 'view'
  | 'connect'
  | 'speak'
  | 'prioritySpeaker'
  | 'useCamera'
  | 'shareScreen'
  | 'sendMessages'
  | 'attachFiles'
  | 'manageMessages';

/** What a member may be allowed to do on the whole server. */
export type ServerAction =
  | 'changeProfile'
  | 'muteMembers'
  | 'moveMembers'
  | 'kickMembers'
  | 'grantPriority'
  | 'manageChannels'
  | 'viewHistory'
  | 'manageParty';

const VOICE_ACTIONS: ReadonlySet<Action> = new Set(['connect', 'speak', 'prioritySpeaker', 'useCamera', 'shareScreen']);

const SERVER_ACTIONS: ReadonlySet<string> = new Set<ServerAction>([
  'changeProfile',
  'muteMembers',
  'moveMembers',
  'kickMembers',
  'grantPriority',
  'manageChannels',
  'viewHistory',
  'manageParty',
]);

/**
 * The one place where permissions are resolved; every request asks here. For now the owner alone may moderate, nobody
 * has priority but those to whom it was granted (`PrioritySpeakers`), and every member may do everything else that fits
 * the kind of channel.
 * @param channel undefined for what concerns the whole server
 */
export const allow = (member: StoredMember, action: Action | ServerAction, channel?: Channel): boolean => {
  if (isServerAction(action)) {
    return member.owner || action === 'changeProfile';
  }
  if (channel === undefined || action === 'prioritySpeaker') {
    return false;
  }
  if (action === 'manageMessages') {
    return member.owner;
  }
  return !VOICE_ACTIONS.has(action) || channel.kind === 'voice';
};

/** @throws AppError `forbidden` */
export const requireAllowed = (member: StoredMember, action: Action | ServerAction, channel?: Channel): void => {
  if (!allow(member, action, channel)) {
    throw new AppError('forbidden', `not allowed here: ${action}`);
  }
};

const isServerAction = (action: string): action is ServerAction => SERVER_ACTIONS.has(action);
