import type { VoiceChannel, VoiceMember } from '../../common/community.ts';
import { Emitter } from '../../common/emitter.ts';
import type { ChannelId, MemberId } from '../../common/ids.ts';
import type { Closable } from '../../common/lifetime.ts';
import type { LeaveReason, RoomEvent } from '../../common/voice.ts';
import type { Channels } from '../community/Channels.ts';
import { requireAllowed, type Action } from '../community/permissions.ts';
import type { Rooms } from '../media/Rooms.ts';
import type { StoredMember } from '../store/members.ts';
import { RoomFeed } from './RoomFeed.ts';
import type { VoiceJournal } from './VoiceJournal.ts';

/** What the seats of all connections need to know of one: enough to take a member's call away from it. */
interface Seat {
  /** The member joined elsewhere. */
  yield(): void;
}

export interface SeatsEvents {
  /** A batch of what happened in a room, in order. */
  roomChanged: { channelId: ChannelId; events: RoomEvent[] };
}

/** Across connections: which one holds a member's call, and what everyone is told of the rooms. */
export class VoiceSeats implements Closable {
  readonly events = new Emitter<SeatsEvents>();
  readonly rooms: Rooms;
  readonly #channels: Channels;
  readonly #journal: VoiceJournal;
  readonly #holders = new Map<MemberId, Seat>();
  readonly #feeds = new Map<ChannelId, RoomFeed>();
  #frozen = false;

  constructor(rooms: Rooms, channels: Channels, journal: VoiceJournal) {
    this.rooms = rooms;
    this.#channels = channels;
    this.#journal = journal;
  }

  /** Everyone in a voice channel, for the snapshot on connecting. */
  get present(): VoiceMember[] {
    return this.rooms.all.flatMap((room) => room.present);
  }

  /** @throws AppError `not_found`, `forbidden`: every way into a channel and every use of it asks here (S9, S18) */
  requireChannel(member: StoredMember, action: Action, channelId: ChannelId): VoiceChannel {
    const channel = this.#channels.requireVoice(member, channelId);
    requireAllowed(member, action, channel);
    return channel;
  }

  /** Whether there is a place for this member; its own place counts as free. */
  hasRoom(channel: VoiceChannel, memberId: MemberId): boolean {
    const present = this.rooms.find(channel.id)?.present ?? [];
    return (
      channel.memberLimit === 0 || present.filter((other) => other.memberId !== memberId).length < channel.memberLimit
    );
  }

  holderOf(memberId: MemberId): Seat | undefined {
    return this.#holders.get(memberId);
  }

  joined(seat: Seat, member: VoiceMember): void {
    this.#holders.set(member.memberId, seat);
    this.#feed(member.channelId).add({ kind: 'joined', member });
    this.#note(member, member.channelId);
  }

  /** The server ends: who is in a room now stays noted there, and nobody is told of the ends that follow (S5). */
  freeze(): void {
    this.#frozen = true;
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  left(seat: Seat, member: VoiceMember, reason: LeaveReason): void {
    if (this.#holders.get(member.memberId) === seat) {
      this.#holders.delete(member.memberId);
    }
    if (this.#frozen) {
      return;
    }
    this.#feed(member.channelId).add({ kind: 'left', memberId: member.memberId, reason });
    this.#note(member, null);
  }

  stateChanged(member: VoiceMember): void {
    const { memberId, muted, deafened, serverMuted } = member;
    this.#feed(member.channelId).add({ kind: 'stateChanged', memberId, muted, deafened, serverMuted });
    this.#note(member, member.channelId);
  }

  speakingChanged({ channelId, memberId, speaking }: VoiceMember): void {
    this.#feed(channelId).add({ kind: 'speaking', memberId, speaking });
  }

  close(): void {
    for (const feed of this.#feeds.values()) {
      feed.close();
    }
    this.#feeds.clear();
    this.events.clear();
  }

  #note({ memberId, muted, deafened, sinceMs }: VoiceMember, channelId: ChannelId | null): void {
    this.#journal.note({ memberId, channelId, muted, deafened, sinceMs });
  }

  #feed(channelId: ChannelId): RoomFeed {
    let feed = this.#feeds.get(channelId);
    if (feed === undefined) {
      feed = new RoomFeed((events) => {
        this.events.emit('roomChanged', { channelId, events });
      });
      this.#feeds.set(channelId, feed);
    }
    return feed;
  }
}
