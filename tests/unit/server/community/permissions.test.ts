import { describe, expect, it } from 'vitest';
import { DEFAULT_OPUS, type Channel } from '../../../../common/community.ts';
import { channelId, memberId } from '../../../../common/ids.ts';
import { allow, requireAllowed, type Action, type ServerAction } from '../../../../server/community/permissions.ts';

const text: Channel = {
  kind: 'text',
  id: channelId.parse('general'),
  name: 'general',
  position: 0,
  categoryId: null,
  description: '',
  slowModeSeconds: 0,
};
const voice: Channel = {
  ...text,
  kind: 'voice',
  id: channelId.parse('lounge'),
  name: 'Lounge',
  position: 1,
  memberLimit: 0,
  opus: DEFAULT_OPUS,
  peerBitrateBps: 0,
};
const guest = { id: memberId.parse('gus'), name: 'Gus', kind: 'guest', owner: false, hue: null } as const;
const owner = { ...guest, id: memberId.parse('olga'), name: 'Olga', owner: true } as const;

const SERVER_ACTIONS: readonly ServerAction[] = [
  'muteMembers',
  'moveMembers',
  'grantPriority',
  'manageChannels',
  'viewHistory',
];
const VOICE_ACTIONS: readonly Action[] = ['connect', 'speak', 'useCamera', 'shareScreen'];

describe('what concerns the whole server', () => {
  it.each(SERVER_ACTIONS)('is the owner’s: %s', (action) => {
    expect(allow(owner, action)).toBe(true);
    expect(allow(guest, action)).toBe(false);
    expect(allow(guest, action, voice)).toBe(false);
  });
});

it('everyone’s own profile is theirs to change', () => {
  expect([guest, owner].map((member) => allow(member, 'changeProfile'))).toEqual([true, true]);
});

describe('what concerns a channel', () => {
  it('is everyone’s where it fits the kind of channel', () => {
    for (const member of [guest, owner]) {
      for (const action of VOICE_ACTIONS) {
        expect(allow(member, action, voice), action).toBe(true);
        expect(allow(member, action, text), action).toBe(false);
      }
      expect(allow(member, 'view', text)).toBe(true);
      expect(allow(member, 'sendMessages', text)).toBe(true);
    }
  });

  it('is nobody’s where no channel is named, and priority is nobody’s yet', () => {
    expect(allow(owner, 'speak')).toBe(false);
    expect(allow(owner, 'view')).toBe(false);
    expect(allow(owner, 'prioritySpeaker', voice)).toBe(false);
  });
});

it('what is not allowed is refused', () => {
  expect(() => {
    requireAllowed(guest, 'viewHistory');
  }).toThrow(expect.objectContaining({ code: 'forbidden' }));
  requireAllowed(owner, 'viewHistory');
});
