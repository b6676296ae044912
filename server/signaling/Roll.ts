import type { VoiceMember } from '../../common/community.ts';
import type { ChannelId, MemberId } from '../../common/ids.ts';
import type { Closable } from '../../common/lifetime.ts';

interface Entry {
  member: VoiceMember;
  /** Runs while the member has no media and is expected back. */
  expiry: NodeJS.Timeout | undefined;
}

/**
 * Who is in which call, as people see it. A member stays on the roll through what comes back by itself (a lost
 * connection, a dead worker, a restart of the server): *expected* for a grace period, without anyone seeing a leave.
 */
export class Roll implements Closable {
  readonly #entries = new Map<MemberId, Entry>();
  readonly #onExpired: (member: VoiceMember) => void;

  /** @param onExpired an expected member did not come back in time, and is off the roll */
  constructor(onExpired: (member: VoiceMember) => void) {
    this.#onExpired = onExpired;
  }

  get members(): VoiceMember[] {
    return [...this.#entries.values()].map(({ member }) => member);
  }

  get expectedCount(): number {
    return [...this.#entries.values()].filter(({ expiry }) => expiry !== undefined).length;
  }

  find(memberId: MemberId): VoiceMember | undefined {
    return this.#entries.get(memberId)?.member;
  }

  in(channelId: ChannelId): VoiceMember[] {
    return this.members.filter((member) => member.channelId === channelId);
  }

  /** The member is here now, as described. @returns how it stood on the roll before */
  enter(member: VoiceMember): VoiceMember | undefined {
    const before = this.#remove(member.memberId);
    this.#entries.set(member.memberId, { member, expiry: undefined });
    return before;
  }

  /** What is known of a member on the roll changed. */
  update(member: VoiceMember): void {
    const entry = this.#entries.get(member.memberId);
    if (entry !== undefined) {
      entry.member = member;
    }
  }

  /** The member's media are gone, and it is expected to be back before `graceMs` are over. */
  expect(member: VoiceMember, graceMs: number): void {
    this.#remove(member.memberId);
    const expiry = setTimeout(() => {
      this.#entries.delete(member.memberId);
      this.#onExpired(member);
    }, graceMs);
    this.#entries.set(member.memberId, { member: { ...member, speaking: false }, expiry });
  }

  /** @returns how it stood on the roll */
  leave(memberId: MemberId): VoiceMember | undefined {
    return this.#remove(memberId);
  }

  close(): void {
    for (const { expiry } of this.#entries.values()) {
      clearTimeout(expiry);
    }
    this.#entries.clear();
  }

  #remove(memberId: MemberId): VoiceMember | undefined {
    const entry = this.#entries.get(memberId);
    clearTimeout(entry?.expiry);
    this.#entries.delete(memberId);
    return entry?.member;
  }
}
