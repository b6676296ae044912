import { randomUUID } from 'node:crypto';
import { CATEGORIES_MAX, CHANNELS_MAX, type Category, type ChannelPlace } from '../../common/channels.ts';
import type { Channel } from '../../common/community.ts';
import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { CategoryId, ChannelId } from '../../common/ids.ts';
import type { RequestData } from '../../common/signaling.ts';
import { loadCategories, saveCategories } from '../store/categories.ts';
import { addChannel, changeChannel, hasMessages, placeChannels, removeChannel } from '../store/channels.ts';
import type { Database } from '../store/Database.ts';
import type { StoredMember } from '../store/members.ts';
import type { Channels } from './Channels.ts';

export interface ArrangementEvents {
  /** Categories, or where channels stand, are not as they were. */
  arranged: { categories: readonly Category[] };
}

/** Which channels there are, in which order and in which categories. Every change is stored, then in force, then told. */
export class Arrangement {
  readonly events = new Emitter<ArrangementEvents>();
  readonly #database: Database;
  readonly #channels: Channels;
  #categories: readonly Category[];

  private constructor(database: Database, channels: Channels, categories: readonly Category[]) {
    this.#database = database;
    this.#channels = channels;
    this.#categories = categories;
  }

  static async open(database: Database, channels: Channels): Promise<Arrangement> {
    return new Arrangement(database, channels, await loadCategories(database));
  }

  get categories(): Category[] {
    return [...this.#categories];
  }

  /** @throws AppError `forbidden`, `not_found`, `too_many` */
  async create(by: StoredMember, { kind, name, categoryId }: RequestData<'createChannel'>): Promise<Channel> {
    return this.#change(by, async () => {
      this.#requireCategory(categoryId);
      if (this.#channels.all.length >= CHANNELS_MAX) {
        throw new AppError('too_many', `a server has at most ${String(CHANNELS_MAX)} channels`);
      }
      // A fresh UUID: an id by construction.
      const id = randomUUID() as ChannelId;
      const position = Math.max(-1, ...this.#standing(categoryId).map((channel) => channel.position)) + 1;
      const channel = await addChannel(this.#database, { id, kind, name, categoryId, position });
      this.#channels.put(channel);
      return channel;
    });
  }

  /** @throws AppError `forbidden`, `not_found` */
  async update(by: StoredMember, { channelId, ...change }: RequestData<'updateChannel'>): Promise<Channel> {
    return this.#change(by, async () => {
      const before = this.#requireManaged(by, channelId);
      const now = { ...before, ...change };
      if (
        now.name === before.name &&
        now.description === before.description &&
        now.slowModeSeconds === before.slowModeSeconds
      ) {
        return before;
      }
      const channel = await changeChannel(this.#database, channelId, change);
      if (channel === undefined) {
        throw new AppError('not_found', 'no such channel');
      }
      this.#channels.put(channel);
      return channel;
    });
  }

  /** Nobody finds it from the first step on. @throws AppError `forbidden`, `not_found`, `channel_not_empty` */
  async delete(by: StoredMember, { channelId, withMessages }: RequestData<'deleteChannel'>): Promise<void> {
    await this.#change(by, async () => {
      const channel = this.#requireManaged(by, channelId);
      if (!withMessages && (await hasMessages(this.#database, channelId))) {
        throw new AppError('channel_not_empty', 'what was written in it is to go only by an explicit word');
      }
      this.#channels.remove(channel);
      await removeChannel(this.#database, channelId);
    });
  }

  /** @throws AppError `forbidden`, `not_found` */
  async move(by: StoredMember, { channelId, categoryId, before }: RequestData<'moveChannel'>): Promise<void> {
    await this.#change(by, async () => {
      const channel = this.#requireManaged(by, channelId);
      this.#requireCategory(categoryId);
      const others = this.#standing(categoryId).filter(({ id }) => id !== channelId);
      await this.#place(inserted(others, { ...channel, categoryId }, before));
    });
  }

  /** @throws AppError `forbidden`, `too_many` */
  async createCategory(by: StoredMember, name: string): Promise<Category> {
    return this.#change(by, async () => {
      if (this.#categories.length >= CATEGORIES_MAX) {
        throw new AppError('too_many', `a server has at most ${String(CATEGORIES_MAX)} categories`);
      }
      // A fresh UUID: an id by construction.
      const category: Category = { id: randomUUID() as CategoryId, name };
      await this.#save([...this.#categories, category]);
      return category;
    });
  }

  /** @throws AppError `forbidden`, `not_found` */
  async renameCategory(by: StoredMember, id: CategoryId, name: string): Promise<Category> {
    return this.#change(by, async () => {
      this.#requireCategory(id);
      await this.#save(this.#categories.map((one) => (one.id === id ? { id, name } : one)));
      return { id, name };
    });
  }

  /** @throws AppError `forbidden`, `not_found` */
  async deleteCategory(by: StoredMember, id: CategoryId): Promise<void> {
    await this.#change(by, async () => {
      this.#requireCategory(id);
      const left = this.#standing(id).map((channel) => ({ ...channel, categoryId: null }));
      await this.#place([...this.#standing(null), ...left], false);
      await this.#save(this.#categories.filter((one) => one.id !== id));
    });
  }

  /** @throws AppError `forbidden`, `not_found` */
  async moveCategory(by: StoredMember, id: CategoryId, before: CategoryId | null): Promise<void> {
    await this.#change(by, async () => {
      const category = this.#categories.find((one) => one.id === id);
      if (category === undefined) {
        throw new AppError('not_found', 'no such category');
      }
      await this.#save(
        inserted(
          this.#categories.filter((one) => one.id !== id),
          category,
          before,
        ),
      );
    });
  }

  /** Who may, and then one after the other. */
  async #change<T>(by: StoredMember, work: () => Promise<T>): Promise<T> {
    this.#channels.authority.require(by, 'manageChannels');
    return this.#channels.inTurn(work);
  }

  /** A channel may decide that somebody does not manage it. @throws AppError `forbidden`, `not_found` */
  #requireManaged(by: StoredMember, channelId: ChannelId): Channel {
    const channel = this.#channels.require(by, channelId);
    this.#channels.authority.require(by, 'manageChannels', channel);
    return channel;
  }

  #requireCategory(id: CategoryId | null): void {
    if (id !== null && !this.#categories.some((category) => category.id === id)) {
      throw new AppError('not_found', 'no such category');
    }
  }

  /** Those of a category, in their order. */
  #standing(categoryId: CategoryId | null): Channel[] {
    return this.#channels.all
      .filter((channel) => channel.categoryId === categoryId)
      .sort((one, other) => one.position - other.position);
  }

  /** In this order, each where it says. */
  async #place(channels: readonly Channel[], tell = true): Promise<void> {
    const placed = channels.map((channel, position) => ({ ...channel, position }));
    await placeChannels(this.#database, placed.map(placeOf));
    this.#channels.place(placed);
    if (tell) {
      this.#tell();
    }
  }

  async #save(categories: readonly Category[]): Promise<void> {
    await saveCategories(this.#database, categories);
    this.#categories = categories;
    this.#tell();
  }

  #tell(): void {
    this.events.emit('arranged', { categories: this.#categories });
  }
}

export const placeOf = ({ id, categoryId, position }: Channel): ChannelPlace => ({
  channelId: id,
  categoryId,
  position,
});

/** @throws AppError `not_found` when nothing of that id is among them */
const inserted = <T extends { readonly id: string }>(others: readonly T[], one: T, before: string | null): T[] => {
  const at = before === null || before === one.id ? others.length : others.findIndex(({ id }) => id === before);
  if (at < 0) {
    throw new AppError('not_found', 'what it should stand before is not there');
  }
  return [...others.slice(0, at), one, ...others.slice(at)];
};
