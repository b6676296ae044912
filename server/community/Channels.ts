import type { Channel, TextChannel, VoiceChannel } from '../../common/community.ts';
import { AppError } from '../../common/errors.ts';
import type { ChannelId } from '../../common/ids.ts';
import type { StoredMember } from '../store/members.ts';
import { loadChannels } from '../store/channels.ts';
import type { Database } from '../store/Database.ts';
import { allow } from './permissions.ts';

/** The server's channels, in memory as in the store. */
export class Channels {
  readonly #channels: ReadonlyMap<ChannelId, Channel>;

  private constructor(channels: readonly Channel[]) {
    this.#channels = new Map(channels.map((channel) => [channel.id, channel]));
  }

  static async open(database: Database): Promise<Channels> {
    return new Channels(await loadChannels(database));
  }

  /** Those that this member may see, in order. */
  visibleTo(member: StoredMember): Channel[] {
    return [...this.#channels.values()].filter((channel) => allow(member, 'view', channel));
  }

  /** @throws AppError `not_found`, also for a channel that the member may not see */
  requireText(member: StoredMember, id: ChannelId): TextChannel {
    const channel = this.#require(member, id);
    if (channel.kind !== 'text') {
      throw new AppError('not_found', 'not a text channel');
    }
    return channel;
  }

  /** @throws AppError `not_found`, also for a channel that the member may not see */
  requireVoice(member: StoredMember, id: ChannelId): VoiceChannel {
    const channel = this.#require(member, id);
    if (channel.kind !== 'voice') {
      throw new AppError('not_found', 'not a voice channel');
    }
    return channel;
  }

  #require(member: StoredMember, id: ChannelId): Channel {
    const channel = this.#channels.get(id);
    if (channel === undefined || !allow(member, 'view', channel)) {
      throw new AppError('not_found', 'no such channel');
    }
    return channel;
  }
}
