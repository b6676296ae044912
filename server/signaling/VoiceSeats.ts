import type { VoiceChannel, VoiceMember } from '../../common/community.ts';
import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { ChannelId, MemberId, PeerId } from '../../common/ids.ts';
import type { Closable } from '../../common/lifetime.ts';
import { hasBit, type Permission } from '../../common/permissions.ts';
import type { Floor, LeaveReason, RoomEvent } from '../../common/voice.ts';
import type { Channels } from '../community/Channels.ts';
import type { Attendance } from '../community/Members.ts';
import type { Peer, PeerSetup } from '../media/Peer.ts';
import type { Room } from '../media/Room.ts';
import type { Rooms } from '../media/Rooms.ts';
import type { StoredMember } from '../store/members.ts';
import type { StoredVoiceState } from '../store/voiceStates.ts';
import type { Limits } from './limits.ts';
import { ParkedSeat, type Decision, type Seat } from './ParkedSeat.ts';
import type { Place } from './Place.ts';
import { Roll } from './Roll.ts';
import { RoomFeeds } from './RoomFeeds.ts';
import { withdrawnBy } from './sourceActions.ts';
import type { VoiceJournal } from './VoiceJournal.ts';

export interface SeatsEvents {
  /** A batch of what happened in a room, in order. */
  roomChanged: { channelId: ChannelId; events: RoomEvent[] };
  floorChanged: { channelId: ChannelId; floor: Floor };
  /** This peer is a member's call from now on. */
  entered: { peer: Peer };
  /** It is no more; the member may be expected back all the same. */
  exited: { peerId: PeerId; reason: LeaveReason };
}

/** Some of the members. */
interface Group {
  has(memberId: MemberId): boolean;
}

/** What moderators decided. */
interface Decisions {
  /** Whom they muted. */
  readonly mutes: Group;
  /** Who is heard above the others. */
  readonly speakers: Group;
}

/** How long members are expected back. */
export type Grace = Pick<Limits, 'graceMs' | 'restartGraceMs'>;

/** Across connections: which one holds a member's call, who is in which call, and what everyone is told of it. */
export class VoiceSeats implements Closable {
  readonly events = new Emitter<SeatsEvents>();
  readonly #rooms: Rooms;
  readonly #channels: Channels;
  readonly #journal: VoiceJournal;
  readonly #grace: Grace;
  readonly #holders = new Map<MemberId, Seat>();
  readonly #decisions: Decisions;
  readonly #peers = new Map<MemberId, PeerId>();
  readonly #feeds = new RoomFeeds((channelId, events) => {
    this.events.emit('roomChanged', { channelId, events });
  });
  readonly #roll = new Roll((member) => {
    this.#depart(member, 'disconnected');
  });
  #frozen = false;

  constructor(rooms: Rooms, channels: Channels, decisions: Decisions, journal: VoiceJournal, grace: Grace) {
    this.#rooms = rooms;
    this.#channels = channels;
    this.#decisions = decisions;
    this.#journal = journal;
    this.#grace = grace;
    rooms.events.on('floorChanged', (event) => {
      this.events.emit('floorChanged', event);
    });
  }

  /** As the server left them when it ended: those in a call are expected back. */
  restore(states: readonly StoredVoiceState[]): void {
    for (const { memberId, channelId, muted, deafened, serverMuted, sinceMs } of states) {
      if (channelId !== null) {
        const gone = { speaking: false, camera: false, screen: false, poor: false };
        const priority = this.#decisions.speakers.has(memberId);
        const member = { memberId, channelId, muted, deafened, serverMuted, priority, ...gone, sinceMs };
        this.#roll.expect(member, this.#grace.restartGraceMs);
      }
    }
  }

  /** Everyone in a voice channel, for the snapshot on connecting. */
  get present(): VoiceMember[] {
    return this.#roll.members;
  }

  presentIn(channelId: ChannelId): VoiceMember[] {
    return this.#roll.in(channelId);
  }

  /** @throws AppError `not_found`, `forbidden`: every way into a channel and every use of it asks here (S9, S18) */
  requireChannel(member: StoredMember, permission: Permission, channelId: ChannelId): VoiceChannel {
    const channel = this.#channels.requireVoice(member, channelId);
    this.#channels.authority.require(member, permission, channel);
    return channel;
  }

  /** Whether there is a place for this member; its own place counts as free. */
  hasRoom(channel: VoiceChannel, memberId: MemberId): boolean {
    const others = this.#roll.in(channel.id).filter((other) => other.memberId !== memberId);
    return channel.memberLimit === 0 || others.length < channel.memberLimit;
  }

  /** A waiting peer of this member. @throws AppError `invalid`, `media_unavailable` */
  async prepare(
    who: Pick<Attendance, 'member'>,
    channel: VoiceChannel,
    setup: Omit<PeerSetup, 'owner'>,
  ): Promise<{ room: Room; peer: Peer }> {
    const owner = {
      memberId: who.member.id,
      get name() {
        return who.member.name;
      },
    };
    return this.#rooms.prepare(channel, { ...setup, owner });
  }

  holderOf(memberId: MemberId): Seat | undefined {
    return this.#holders.get(memberId);
  }

  /** How a member comes into a call: as moderators decided, and who only comes back was there all along. */
  arrivalOf(memberId: MemberId, channelId: ChannelId): Required<Decision> & { sinceMs: number } {
    const before = this.#roll.find(memberId);
    return {
      ...this.#decided(memberId, this.#bitsIn(memberId, channelId)),
      poor: false, // what was found of the way before says nothing of the new one
      sinceMs: before?.channelId === channelId ? before.sinceMs : Date.now(),
    };
  }

  /** This seat holds the member's call now. In one step with the end of what the member had before. */
  joined(seat: Seat, peer: Peer): void {
    const member = peer.describe();
    if (member === undefined) {
      return;
    }
    this.#holders.set(member.memberId, seat);
    this.#exit(member.memberId, 'moved');
    this.#peers.set(member.memberId, peer.id);
    this.events.emit('entered', { peer });
    const before = this.#roll.enter(member);
    if (before?.channelId === member.channelId) {
      this.#feeds.changed(before, member);
      this.#note(member, member.channelId);
      return;
    }
    if (before !== undefined) {
      this.#feeds.left(before, 'moved');
    }
    this.#feeds.joined(member);
    this.#note(member, member.channelId);
  }

  left(seat: Seat, member: VoiceMember, reason: LeaveReason): void {
    this.#vacate(seat, member.memberId, reason);
    if (!this.#frozen) {
      this.#roll.leave(member.memberId);
      this.#depart(member, reason);
    }
  }

  /** The media are gone, not the member: it is expected back. */
  lost(seat: Seat, member: VoiceMember): void {
    this.#vacate(seat, member.memberId, 'media_failed');
    if (!this.#frozen) {
      const expected = { ...member, speaking: false, camera: false, screen: false, poor: false };
      this.#roll.expect(expected, this.#grace.graceMs);
      this.#feeds.changed(member, expected);
    }
  }

  /** A member without media does not come back: nobody has to see it for the rest of the grace. @returns if expected */
  giveUp(memberId: MemberId): boolean {
    if (this.#frozen || this.#holders.has(memberId)) {
      return false;
    }
    const member = this.#roll.leave(memberId);
    if (member !== undefined) {
      this.#depart(member, 'left');
    }
    return member !== undefined;
  }

  /** By a moderator. @throws AppError `not_in_voice` */
  expel(memberId: MemberId): void {
    const holder = this.#holders.get(memberId);
    if (holder !== undefined) {
      holder.expel(undefined);
    } else if (!this.giveUp(memberId)) {
      throw new AppError('not_in_voice', 'this member is in no call');
    }
  }

  /** Wherever the member is, if anywhere: nobody of that id is in a call any more. */
  dismiss(memberId: MemberId): void {
    this.#holders.get(memberId)?.expel(undefined);
    this.giveUp(memberId);
  }

  /** By a moderator. @throws AppError `not_in_voice`, and what joining that channel throws the member */
  move(memberId: MemberId, channelId: ChannelId): void {
    const holder = this.#holders.get(memberId);
    if (holder === undefined) {
      throw new AppError('not_in_voice', 'this member is in no call');
    }
    if (this.#roll.find(memberId)?.channelId !== channelId) {
      holder.expel(channelId);
    }
  }

  /** The connection is lost, the peer goes on; so does the member's presence. */
  park(memberId: MemberId, place: Place, attendance: Attendance): void {
    const parked: ParkedSeat = new ParkedSeat(place, attendance, this.#grace.graceMs, {
      speakingChanged: (member) => {
        this.speakingChanged(member);
      },
      stateChanged: (member) => {
        this.stateChanged(member);
      },
      lost: (member) => {
        if (member !== undefined) {
          this.lost(parked, member);
        }
      },
      finished: (member, reason) => {
        this.left(parked, member, reason);
      },
    });
    this.#holders.set(memberId, parked);
  }

  /** The member's peer, taken from whatever connection had it, or from none. */
  takeOver(memberId: MemberId, peerId: PeerId): Place | undefined {
    return this.#holders.get(memberId)?.surrender(peerId);
  }

  /** The seat that a peer was taken over by. */
  resumed(seat: Seat, memberId: MemberId): void {
    this.#holders.set(memberId, seat);
  }

  /** Wherever the member is now; joins ask what was decided. Resolves when the media have followed. */
  async impose(memberId: MemberId, decision: Decision): Promise<void> {
    const holder = this.#holders.get(memberId);
    const expected = this.#roll.find(memberId);
    if (holder !== undefined) {
      await holder.impose(decision);
    } else if (expected !== undefined) {
      this.stateChanged({ ...expected, ...decision });
    }
  }

  /** What members may do, or what moderators decided, is not as it was. @param only of this member, else of all */
  async reconsider(only?: MemberId): Promise<void> {
    const members = this.#roll.members.filter(({ memberId }) => only === undefined || memberId === only);
    await Promise.all(members.map(async (member) => this.#reconsider(member)));
  }

  /** The server ends: who is in a room now stays noted there, and nobody is told of the ends that follow (S5). */
  freeze(): void {
    this.#frozen = true;
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  stateChanged(member: VoiceMember): void {
    const before = this.#roll.find(member.memberId);
    this.#roll.update(member);
    this.#feeds.changed(before, member);
    this.#note(member, member.channelId);
  }

  speakingChanged(member: VoiceMember): void {
    this.#roll.update(member);
    this.#feeds.spoke(member);
  }

  close(): void {
    this.#frozen = true;
    for (const holder of [...this.#holders.values()]) {
      if (holder.parked) {
        holder.yield();
      }
    }
    this.#holders.clear();
    this.#roll.close();
    this.#feeds.close();
    this.events.clear();
  }

  /** In one step: what is lost ends before anything else happens. */
  async #reconsider(member: VoiceMember): Promise<void> {
    const { memberId, channelId } = member;
    const holder = this.#holders.get(memberId);
    const bits = this.#bitsIn(memberId, channelId);
    if (!hasBit(bits, 'connect')) {
      holder?.expel(undefined, hasBit(bits, 'viewChannel') ? 'connect' : 'viewChannel');
      this.giveUp(memberId); // who is only expected back is not any more
      return;
    }
    holder?.withdraw(withdrawnBy(bits));
    const decided = this.#decided(memberId, bits);
    if (decided.serverMuted !== member.serverMuted || decided.priority !== member.priority) {
      await this.impose(memberId, decided);
    }
  }

  #bitsIn(memberId: MemberId, channelId: ChannelId): number {
    const channel = this.#channels.find(channelId);
    return channel === undefined ? 0 : this.#channels.authority.bits(memberId, channel);
  }

  /** Whoever may not speak is held silent as by a moderator: it is no more theirs to undo. */
  #decided(memberId: MemberId, bits: number): Required<Pick<Decision, 'serverMuted' | 'priority'>> {
    return {
      serverMuted: this.#decisions.mutes.has(memberId) || !hasBit(bits, 'speak'),
      priority: this.#decisions.speakers.has(memberId) || hasBit(bits, 'prioritySpeaker'),
    };
  }

  #vacate(seat: Seat, memberId: MemberId, reason: LeaveReason): void {
    if (this.#holders.get(memberId) === seat) {
      this.#holders.delete(memberId);
      this.#exit(memberId, reason);
    }
  }

  #exit(memberId: MemberId, reason: LeaveReason): void {
    const peerId = this.#peers.get(memberId);
    if (peerId !== undefined) {
      this.#peers.delete(memberId);
      this.events.emit('exited', { peerId, reason });
    }
  }

  #depart(member: VoiceMember, reason: LeaveReason): void {
    this.#feeds.left(member, reason);
    this.#note(member, null);
  }

  #note({ memberId, muted, deafened, sinceMs }: VoiceMember, channelId: ChannelId | null): void {
    this.#journal.note({ memberId, channelId, muted, deafened, sinceMs });
  }
}
