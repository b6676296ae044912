import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { MemberId } from '../../common/ids.ts';
import type { Database } from '../store/Database.ts';
import type { StoredMember } from '../store/members.ts';
import { loadVoiceStates, saveServerMute } from '../store/voiceStates.ts';
import type { Authority } from './Authority.ts';

export interface ServerMuteEvents {
  /** Stored, and to be applied to the member's call at once. */
  changed: { memberId: MemberId; muted: boolean };
}

/** Who is muted by a moderator: outlasts calls, connections and restarts, and the muted cannot undo it. */
export class ServerMutes {
  readonly events = new Emitter<ServerMuteEvents>();
  readonly #authority: Authority;
  readonly #database: Database;
  readonly #muted: Set<MemberId>;
  /** Changes take turns, so that memory and events follow the order of the store. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(database: Database, authority: Authority, muted: readonly MemberId[]) {
    this.#authority = authority;
    this.#database = database;
    this.#muted = new Set(muted);
  }

  static async open(database: Database, authority: Authority): Promise<ServerMutes> {
    const states = await loadVoiceStates(database);
    const muted = states.filter(({ serverMuted }) => serverMuted).map(({ memberId }) => memberId);
    return new ServerMutes(database, authority, muted);
  }

  has(memberId: MemberId): boolean {
    return this.#muted.has(memberId);
  }

  /** Stored first, then in force, then told. @throws AppError `forbidden`, `not_found` for nobody's id */
  async set(by: StoredMember, memberId: MemberId, muted: boolean): Promise<void> {
    this.#authority.require(by, 'muteMembers');
    this.#authority.requireAbove(by, memberId);
    const turn = this.#turn.then(async () => this.#set(memberId, muted));
    this.#turn = turn.catch(() => undefined);
    await turn;
  }

  async #set(memberId: MemberId, muted: boolean): Promise<void> {
    if (!(await saveServerMute(this.#database, memberId, muted, Date.now()))) {
      throw new AppError('not_found', 'no such member');
    }
    if (this.#muted.has(memberId) === muted) {
      return;
    }
    if (muted) {
      this.#muted.add(memberId);
    } else {
      this.#muted.delete(memberId);
    }
    this.events.emit('changed', { memberId, muted });
  }
}
