import type { Channel, VoiceMember } from '../../common/community.ts';
import type { ChannelId, MemberId } from '../../common/ids.ts';
import type { Access } from '../../common/roles.ts';
import type { Authority } from '../community/Authority.ts';
import type { Channels } from '../community/Channels.ts';
import type { StoredMember } from '../store/members.ts';
import type { Connection } from './Connection.ts';
import type { VoiceSeats } from './VoiceSeats.ts';

/** Everyone who may see a channel: what happens in it is told to nobody else. */
export const audienceOf = (channelId: ChannelId): string => `channel:${channelId}`;

/** What a member sees, and may do there. */
export interface View {
  readonly access: Access;
  readonly channels: Channel[];
  readonly voice: VoiceMember[];
}

/** Who is told of which channel, kept with what members may see. */
export class Audiences {
  readonly #authority: Authority;
  readonly #channels: Channels;
  readonly #seats: VoiceSeats;
  readonly #connections: () => Iterable<Connection>;

  constructor(authority: Authority, channels: Channels, seats: VoiceSeats, connections: () => Iterable<Connection>) {
    this.#authority = authority;
    this.#channels = channels;
    this.#seats = seats;
    this.#connections = connections;
  }

  /** In the step in which a connection becomes a member's: from then on it is told what happens there. */
  open(connection: Connection): View {
    const view = this.#viewOf(connection.membership.member);
    connection.watch(Object.keys(view.access.channels).map(roomOf), JSON.stringify(view.access));
    return view;
  }

  /** Something decides otherwise than before: whoever it concerns is told, and told of no more than they may see. */
  refresh(): void {
    for (const connection of this.#connections()) {
      if (connection.authenticated) {
        const view = this.#viewOf(connection.membership.member);
        const known = JSON.stringify(view.access);
        if (connection.watch(Object.keys(view.access.channels).map(roomOf), known)) {
          connection.tell('accessChanged', view);
        }
      }
    }
  }

  sees(memberId: MemberId, channelId: ChannelId): boolean {
    return this.#channels.visibleTo({ id: memberId }).some(({ id }) => id === channelId);
  }

  #viewOf(member: StoredMember): View {
    const channels = this.#channels.visibleTo(member);
    const visible = new Set(channels.map(({ id }) => id));
    return {
      access: this.#authority.accessOf(member.id, channels),
      channels,
      voice: this.#seats.present.filter(({ channelId }) => visible.has(channelId)),
    };
  }
}

// Keys of an access are ids of channels by its type.
const roomOf = (id: string): string => audienceOf(id as ChannelId);
