import type { Channel, VoiceChannel } from '../../common/community.ts';
import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { ChannelId } from '../../common/ids.ts';
import { changeVoiceChannel, loadChannels, type VoiceChannelChange } from '../store/channels.ts';
import type { Database } from '../store/Database.ts';
import type { StoredMember } from '../store/members.ts';
import type { Asker, Authority } from './Authority.ts';

export interface ChannelEvents {
  /** Stored, and from now on in force; for running calls too (S1). */
  changed: { channel: Channel };
  /** Gone for everybody; told before anything of it is deleted. */
  removed: { channel: Channel };
}

/** The server's channels, in memory as in the store. */
export class Channels {
  readonly events = new Emitter<ChannelEvents>();
  readonly authority: Authority;
  readonly #database: Database;
  readonly #channels: Map<ChannelId, Channel>;
  /** Changes take turns, so that memory and events follow the order of the store. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(database: Database, authority: Authority, channels: readonly Channel[]) {
    this.authority = authority;
    this.#database = database;
    this.#channels = new Map(channels.map((channel) => [channel.id, channel]));
  }

  static async open(database: Database, authority: Authority): Promise<Channels> {
    return new Channels(database, authority, await loadChannels(database));
  }

  /** Whoever may see it. */
  find(id: ChannelId): Channel | undefined {
    return this.#channels.get(id);
  }

  get all(): Channel[] {
    return [...this.#channels.values()];
  }

  /** What changes channels waits for what does already. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** A new one, or what is stored of it now; told. */
  put(channel: Channel): void {
    this.#channels.set(channel.id, channel);
    this.events.emit('changed', { channel });
  }

  /** What is stored of where they stand. */
  place(channels: readonly Channel[]): void {
    for (const channel of channels) {
      this.#channels.set(channel.id, channel);
    }
  }

  remove(channel: Channel): void {
    this.#channels.delete(channel.id);
    this.events.emit('removed', { channel });
  }

  /** Those that this member may see, in order. */
  visibleTo(member: Asker): Channel[] {
    return [...this.#channels.values()].filter((channel) => this.authority.allows(member, 'viewChannel', channel));
  }

  /** @throws AppError `not_found`, also for a channel that the member may not see */
  require(member: StoredMember, id: ChannelId): Channel {
    const channel = this.#channels.get(id);
    if (channel === undefined || !this.authority.allows(member, 'viewChannel', channel)) {
      throw new AppError('not_found', 'no such channel');
    }
    return channel;
  }

  /** @throws AppError `not_found`, also for a channel that the member may not see */
  requireVoice(member: StoredMember, id: ChannelId): VoiceChannel {
    const channel = this.require(member, id);
    if (channel.kind !== 'voice') {
      throw new AppError('not_found', 'not a voice channel');
    }
    return channel;
  }

  /**
   * Changes a voice channel's settings: stored first, then in force, then told. What is not named stays; what changes
   * nothing is not told.
   * @throws AppError `not_found`, `forbidden`
   */
  async updateVoice(by: StoredMember, id: ChannelId, change: VoiceChannelChange): Promise<VoiceChannel> {
    this.authority.require(by, 'manageChannels', this.requireVoice(by, id));
    return this.inTurn(async () => this.#update(by, id, change));
  }

  async #update(by: StoredMember, id: ChannelId, change: VoiceChannelChange): Promise<VoiceChannel> {
    const before = this.requireVoice(by, id);
    if (isSame(before, { ...before, ...change })) {
      return before;
    }
    const channel = await changeVoiceChannel(this.#database, id, change);
    if (channel?.kind !== 'voice') {
      throw new AppError('not_found', 'no such voice channel');
    }
    this.put(channel);
    return channel;
  }
}

const isSame = (one: VoiceChannel, other: VoiceChannel): boolean =>
  one.memberLimit === other.memberLimit &&
  one.peerBitrateBps === other.peerBitrateBps &&
  one.opus.bitrateBps === other.opus.bitrateBps &&
  one.opus.dtx === other.opus.dtx &&
  one.opus.fec === other.opus.fec &&
  one.opus.stereo === other.opus.stereo;
