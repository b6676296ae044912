import type { Channel } from '../../common/community.ts';
import { AppError } from '../../common/errors.ts';
import type { MemberId } from '../../common/ids.ts';
import { CHANNEL_PERMISSIONS, hasBit, namesOf, VOICE_PERMISSIONS, type Permission } from '../../common/permissions.ts';
import type { Access, Verdict } from '../../common/roles.ts';
import { explain, rankOf, resolve } from './permissions.ts';
import type { Standings } from './Standings.ts';

/** Whoever asks for something: the member, whatever else is known of it. */
export interface Asker {
  readonly id: MemberId;
}

/** Says who may do what. Every request asks here, and so do notices, calls and whatever else depends on permissions. */
export class Authority {
  readonly #standings: Standings;

  constructor(standings: Standings) {
    this.#standings = standings;
  }

  /**
   * @param channel where; of a permission that concerns the whole server it does not matter, of every other it is what
   * the roles say without it
   */
  allows({ id }: Asker, permission: Permission, channel?: Channel): boolean {
    const local = channel !== undefined && hasBit(CHANNEL_PERMISSIONS, permission);
    return hasBit(local ? this.bits(id, channel) : this.bits(id), permission);
  }

  /** @throws AppError `forbidden` */
  require(member: Asker, permission: Permission, channel?: Channel): void {
    if (!this.allows(member, permission, channel)) {
      throw new AppError('forbidden', `not allowed here: ${permission}`);
    }
  }

  bits(memberId: MemberId, channel?: Channel): number {
    return resolve(
      this.#standings.of(memberId),
      channel && { kind: channel.kind, overrides: this.#standings.overridesOf(channel.id) },
    );
  }

  /** Nobody does anything to whoever stands as high as they do; to oneself everybody may. @throws AppError `forbidden` */
  requireAbove({ id }: Asker, other: MemberId): void {
    if (id !== other && this.rank(id) <= this.rank(other)) {
      throw new AppError('forbidden', 'they stand as high as you');
    }
  }

  /** Nobody touches a role as high as their own. @throws AppError `forbidden` */
  requireRank({ id }: Asker, position: number): void {
    if (this.rank(id) <= position) {
      throw new AppError('forbidden', 'this role is as high as yours');
    }
  }

  /** Nobody grants, or takes, what they may not themselves. @throws AppError `forbidden` */
  requireHas({ id }: Asker, permissions: number, channel?: Channel): void {
    const local = channel === undefined ? this.bits(id) : this.bits(id, channel);
    // What has no meaning in a text channel is judged by the roles alone.
    const meaningless = channel?.kind === 'text' ? this.bits(id) & VOICE_PERMISSIONS : 0;
    const missing = permissions & ~(local | meaningless);
    if (missing !== 0) {
      throw new AppError('forbidden', `not yours to decide: ${namesOf(missing).join(', ')}`);
    }
  }

  rank(memberId: MemberId): number {
    return rankOf(this.#standings.of(memberId));
  }

  accessOf(memberId: MemberId, visible: readonly Channel[]): Access {
    return {
      server: this.bits(memberId),
      channels: Object.fromEntries(visible.map((channel) => [channel.id, this.bits(memberId, channel)])),
    };
  }

  explain(memberId: MemberId, channel: Channel): Verdict[] {
    const overrides = this.#standings.overridesOf(channel.id);
    return explain(this.#standings.of(memberId), { kind: channel.kind, overrides });
  }
}
