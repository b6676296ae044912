import type { VoiceMember } from '../../common/community.ts';
import type { ChannelId } from '../../common/ids.ts';
import type { Closable } from '../../common/lifetime.ts';
import type { LeaveReason, RoomEvent } from '../../common/voice.ts';
import { RoomFeed } from './RoomFeed.ts';

const STATES = ['muted', 'deafened', 'serverMuted', 'camera', 'screen', 'priority', 'poor'] as const;

/** What people see happen in all rooms, each with batches of its own. Owns the feeds. */
export class RoomFeeds implements Closable {
  readonly #tell: (channelId: ChannelId, events: RoomEvent[]) => void;
  readonly #feeds = new Map<ChannelId, RoomFeed>();

  constructor(tell: (channelId: ChannelId, events: RoomEvent[]) => void) {
    this.#tell = tell;
  }

  joined(member: VoiceMember): void {
    this.#add(member.channelId, { kind: 'joined', member });
  }

  left({ channelId, memberId }: VoiceMember, reason: LeaveReason): void {
    this.#add(channelId, { kind: 'left', memberId, reason });
  }

  /** Tells what of a member's state is not as it was. */
  changed(before: VoiceMember | undefined, now: VoiceMember): void {
    const { memberId, channelId, muted, deafened, serverMuted, camera, screen, priority, poor } = now;
    const state = { muted, deafened, serverMuted, camera, screen, priority, poor };
    if (before === undefined || STATES.some((name) => before[name] !== now[name])) {
      this.#add(channelId, { kind: 'stateChanged', memberId, ...state });
    }
    if (before?.speaking === true && !now.speaking) {
      this.spoke(now);
    }
  }

  spoke({ channelId, memberId, speaking }: VoiceMember): void {
    this.#add(channelId, { kind: 'speaking', memberId, speaking });
  }

  close(): void {
    for (const feed of this.#feeds.values()) {
      feed.close();
    }
    this.#feeds.clear();
  }

  #add(channelId: ChannelId, event: RoomEvent): void {
    let feed = this.#feeds.get(channelId);
    if (feed === undefined) {
      feed = new RoomFeed((events) => {
        this.#tell(channelId, events);
      });
      this.#feeds.set(channelId, feed);
    }
    feed.add(event);
  }
}
