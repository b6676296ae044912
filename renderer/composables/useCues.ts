import { computed, onScopeDispose, watch } from 'vue';
import type { Message } from '../../common/messages.ts';
import type { MemberId } from '../../common/ids.ts';
import { useCuesStore } from '../stores/cues.ts';
import { useMessagesStore } from '../stores/messages.ts';
import { useReadsStore } from '../stores/reads.ts';
import { useServerStore } from '../stores/server.ts';
import { useVideoStore } from '../stores/video.ts';
import { useVoiceStore } from '../stores/voice.ts';
import type { Cue } from '../voice/cues/cues.ts';
import { SettledSet } from '../voice/cues/SettledSet.ts';
import { useOpenServer } from './useOpenServer.ts';
import { useOwnCall } from './useOwnCall.ts';

/** A gap that mends itself sooner is not told: nobody noticed it. */
const GAP_MS = 1_000;

/** Lets the app's own sounds be heard when what they stand for happens. */
export function useCues(): void {
  const server = useServerStore();
  const voice = useVoiceStore();
  const video = useVideoStore();
  const messages = useMessagesStore();
  const reads = useReadsStore();
  const cues = useCuesStore();
  const { open } = useOpenServer();
  const { channel, others } = useOwnCall();

  const play = (cue: Cue): void => {
    cues.play(cue, others.value.size + 1);
  };
  /** What others do is not for who wants to hear nobody. */
  const playOfOthers = (cue: Cue): void => {
    if (!voice.deafened) {
      play(cue);
    }
  };

  watch([channel, others], ([now, here], [before, hereBefore]) => {
    if (now !== before) {
      if (now !== undefined) {
        play('ownJoin');
      } else if (before !== undefined) {
        play('ownLeave');
      }
    } else if (now !== undefined) {
      tellOfChange(hereBefore, here, 'join', 'leave');
    }
  });

  watch([() => voice.muted || voice.serverMuted, () => voice.deafened], ([muted, deafened], [, deafenedBefore]) => {
    if (!open.leads.value) {
      return; // one choice for all servers is heard once
    }
    if (deafened !== deafenedBefore) {
      play(deafened ? 'deafen' : 'undeafen');
    } else {
      play(muted ? 'mute' : 'unmute');
    }
  });

  watch(
    () => voice.talkHeld,
    (held) => {
      if (channel.value !== undefined && !voice.muted && !voice.serverMuted) {
        play(held ? 'talkOn' : 'talkOff');
      }
    },
  );

  const showing = (what: 'camera' | 'screen'): ReadonlySet<MemberId> => {
    const people = channel.value === undefined ? undefined : server.voiceMembers.get(channel.value);
    const selfId = server.self?.memberId;
    const shown = new Set(
      (people ?? []).filter((one) => one[what] && one.memberId !== selfId).map((one) => one.memberId),
    );
    const { kind } = what === 'camera' ? video.camera : video.share;
    // One's own is known here before it is known there.
    return selfId !== undefined && kind === 'on' ? shown.add(selfId) : shown;
  };
  const cameras = computed(() => showing('camera'));
  const screens = computed(() => showing('screen'));
  watch([cameras, channel], ([now, here], [before, hereBefore]) => {
    if (here === hereBefore) {
      tellOfChange(before, now, 'cameraOn', 'cameraOff');
    }
  });
  watch([screens, channel], ([now, here], [before, hereBefore]) => {
    if (here === hereBefore) {
      tellOfChange(before, now, 'shareStart', 'shareStop');
    }
  });

  const viewers = new SettledSet<MemberId>(
    () => {
      playOfOthers('viewerJoin');
    },
    () => {
      playOfOthers('viewerLeave');
    },
  );
  watch(
    () => voice.viewers,
    (now) => {
      viewers.look(now);
    },
  );
  onScopeDispose(() => {
    viewers.close();
  });

  let gap: ReturnType<typeof setTimeout> | undefined;
  let gapTold = false;
  const broken = computed(() => {
    const { state } = voice;
    return state.kind === 'reconnecting' || (state.kind === 'connected' && state.health === 'reconnecting');
  });
  watch(broken, (now) => {
    clearTimeout(gap);
    if (now) {
      gap = setTimeout(() => {
        gapTold = true;
        play('disconnect');
      }, GAP_MS);
    } else if (gapTold) {
      gapTold = false;
      if (channel.value !== undefined) {
        play('reconnect');
      }
    }
  });
  onScopeDispose(() => {
    clearTimeout(gap);
  });

  watch(
    () => messages.latest,
    (message) => {
      if (message !== undefined && message.author.memberId !== server.self?.memberId) {
        tellOfMessage(message);
      }
    },
  );

  function tellOfMessage(message: Message): void {
    if (reads.callsSelf(message)) {
      play('mention');
    } else if (!reads.watches(message.channelId)) {
      play('message');
    }
  }

  function tellOfChange(before: ReadonlySet<MemberId>, now: ReadonlySet<MemberId>, came: Cue, went: Cue): void {
    if ([...now].some((id) => !before.has(id))) {
      playOfOthers(came);
    } else if ([...before].some((id) => !now.has(id))) {
      playOfOthers(went);
    }
  }
}
