import { describe, expect, it } from 'vitest';
import type { VoiceMember } from '../../../../common/community.ts';
import { channelId, memberId } from '../../../../common/ids.ts';
import { applyRoomEvents, groupVoiceMembers, silenced } from '../../../../renderer/stores/voiceMembers.ts';

const lounge = channelId.parse('lounge');
const games = channelId.parse('games');

const person = (name: string, channel = lounge): VoiceMember => ({
  memberId: memberId.parse(name),
  channelId: channel,
  muted: false,
  deafened: false,
  serverMuted: false,
  speaking: false,
  camera: false,
  screen: false,
  priority: false,
  poor: false,
  sinceMs: 1,
});

describe('voice members', () => {
  it('are kept by channel', () => {
    const groups = groupVoiceMembers([person('ana'), person('bo', games), person('cleo')]);
    expect(groups.get(lounge)?.map((one) => one.memberId)).toEqual(['ana', 'cleo']);
    expect(groups.get(games)?.map((one) => one.memberId)).toEqual(['bo']);
  });

  it('follow what happens in a room, in order', () => {
    const ana = person('ana');
    const after = applyRoomEvents(new Map(), lounge, [
      { kind: 'joined', member: ana },
      { kind: 'joined', member: person('bo') },
      {
        kind: 'stateChanged',
        memberId: ana.memberId,
        muted: true,
        deafened: false,
        serverMuted: false,
        camera: true,
        screen: false,
        priority: false,
        poor: false,
      },
      { kind: 'speaking', memberId: memberId.parse('bo'), speaking: true },
      { kind: 'left', memberId: ana.memberId, reason: 'left' },
      { kind: 'joined', member: { ...ana, sinceMs: 2 } },
    ]);
    expect(after.get(lounge)).toEqual([
      { ...person('bo'), speaking: true },
      { ...ana, sinceMs: 2 },
    ]);
  });

  it('have left where they were once they are somewhere else', () => {
    const before = groupVoiceMembers([person('ana'), person('bo')]);
    const after = applyRoomEvents(before, games, [{ kind: 'joined', member: person('ana', games) }]);
    expect(after.get(lounge)?.map(({ memberId }) => memberId)).toEqual(['bo']);
    expect(after.get(games)?.map(({ memberId }) => memberId)).toEqual(['ana']);
  });

  it('count a person once, even when told of twice', () => {
    const joined = { kind: 'joined', member: person('ana') } as const;
    expect(applyRoomEvents(new Map(), lounge, [joined, joined]).get(lounge)).toHaveLength(1);
  });

  it('forget a channel that nobody is in, and leave other channels alone', () => {
    const before = groupVoiceMembers([person('ana'), person('bo', games)]);
    const after = applyRoomEvents(before, lounge, [
      { kind: 'left', memberId: memberId.parse('ana'), reason: 'disconnected' },
    ]);
    expect([...after.keys()]).toEqual([games]);
    expect(after.get(games)).toBe(before.get(games));
  });

  it('fall silent together when the connection is lost', () => {
    const before = groupVoiceMembers([{ ...person('ana'), speaking: true }, person('bo', games)]);
    const after = silenced(before);
    expect([...after.values()].flat().some(({ speaking }) => speaking)).toBe(false);
    expect([...after.values()].flat()).toHaveLength(2);
  });
});
