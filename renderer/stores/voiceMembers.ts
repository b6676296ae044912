import type { VoiceMember } from '../../common/community.ts';
import type { ChannelId, MemberId } from '../../common/ids.ts';
import type { RoomEvent } from '../../common/voice.ts';

/** Who is live in each voice channel. Lists of channels in which nothing happened stay the same objects. */
export type VoiceMembers = ReadonlyMap<ChannelId, readonly VoiceMember[]>;

export function groupVoiceMembers(members: readonly VoiceMember[]): VoiceMembers {
  const groups = new Map<ChannelId, VoiceMember[]>();
  for (const member of members) {
    const group = groups.get(member.channelId);
    if (group === undefined) {
      groups.set(member.channelId, [member]);
    } else {
      group.push(member);
    }
  }
  return groups;
}

const changeOne = (
  people: readonly VoiceMember[],
  memberId: MemberId,
  change: Partial<VoiceMember>,
): readonly VoiceMember[] => people.map((person) => (person.memberId === memberId ? { ...person, ...change } : person));

function applyEvent(people: readonly VoiceMember[], event: RoomEvent): readonly VoiceMember[] {
  switch (event.kind) {
    case 'joined':
      return [...people.filter(({ memberId }) => memberId !== event.member.memberId), event.member];
    case 'left':
      return people.filter(({ memberId }) => memberId !== event.memberId);
    case 'stateChanged':
      return changeOne(people, event.memberId, {
        muted: event.muted,
        deafened: event.deafened,
        serverMuted: event.serverMuted,
        camera: event.camera,
        screen: event.screen,
        priority: event.priority,
        poor: event.poor,
      });
    case 'speaking':
      return changeOne(people, event.memberId, { speaking: event.speaking });
  }
}

/** Nobody is in two calls: whoever came here is gone from where they were, even before that is told. */
function withoutNewcomers(people: readonly VoiceMember[], events: readonly RoomEvent[]): readonly VoiceMember[] {
  const newcomers = new Set(events.flatMap((event) => (event.kind === 'joined' ? [event.member.memberId] : [])));
  return people.some(({ memberId }) => newcomers.has(memberId))
    ? people.filter(({ memberId }) => !newcomers.has(memberId))
    : people;
}

/** The lists after what happened in one channel, in order. */
export function applyRoomEvents(
  members: VoiceMembers,
  channelId: ChannelId,
  events: readonly RoomEvent[],
): VoiceMembers {
  const next = new Map(
    [...members].map(([id, there]) => [id, id === channelId ? there : withoutNewcomers(there, events)]),
  );
  const people = events.reduce(applyEvent, members.get(channelId) ?? []);
  if (people.length === 0) {
    next.delete(channelId);
  } else {
    next.set(channelId, people);
  }
  return next;
}

/** The same people, none of them speaking. */
export const silenced = (members: VoiceMembers): VoiceMembers =>
  new Map([...members].map(([channelId, people]) => [channelId, people.map((one) => ({ ...one, speaking: false }))]));
