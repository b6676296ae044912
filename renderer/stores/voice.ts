import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { AppError } from '../../common/errors.ts';
import type { ChannelId, MemberId } from '../../common/ids.ts';
import { Lifetime } from '../../common/lifetime.ts';
import type { ClientQuality } from '../../common/quality.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import { remember, type QualityMoment } from '../voice/qualityHistory.ts';
import type { SignalingClient } from '../signaling/SignalingClient.ts';
import type { Cue } from '../voice/cues/cues.ts';
import { Hearing } from '../voice/Hearing.ts';
import type { MicHint } from '../voice/MicHints.ts';
import { Voice } from '../voice/Voice.ts';
import type { DesktopCapture } from '../voice/video/NativeShare.ts';
import type { VideoCall } from '../voice/video/VideoCall.ts';
import type { VoiceChoice, VoiceState } from '../voice/VoiceState.ts';
import { useActivationStore } from './activation.ts';
import { useDevicesStore } from './devices.ts';
import { useHearingStore } from './hearing.ts';
import { oneForAll } from './oneForAll.ts';
import { useSettingsStore } from './settings.ts';

const SILENCE_DB = -100;

/** An IPv6 address without its brackets. */
const hostOf = (origin: string): string => new URL(origin).hostname.replace(/^\[|\]$/g, '');

/** Who is muted on one server is not heard on another. */
const onThisDevice = oneForAll(() => ({
  choice: shallowRef<VoiceChoice>({ muted: false, deafened: false }),
  /** What undeafening returns to. */
  mutedBefore: ref(false),
}));

/** The person's own voice, projected for the views. The truth is `Voice`, which the store only holds on to. */
export const useVoiceStore = defineStore('voice', () => {
  const settings = useSettingsStore();
  const activation = useActivationStore();
  const hearing = useHearingStore();
  const devices = useDevicesStore();
  const state = shallowRef<VoiceState>({ kind: 'idle' });
  const { choice, mutedBefore } = onThisDevice();
  const transmitting = ref(false);
  /** The key to talk is held. */
  const talkHeld = ref(false);
  const serverMuted = ref(false);
  /** Who watches the screen that one shares. */
  const viewers = shallowRef<ReadonlySet<MemberId>>(new Set());
  /** The channel is for music: the microphone is sent as it comes. */
  const music = ref(false);
  const inputLevelDb = ref(SILENCE_DB);
  /** dBFS above which the microphone counts as speech now. */
  const thresholdDb = ref(SILENCE_DB);
  const micHint = ref<MicHint>();
  /** Of the call's last seconds; undefined until it is measured. */
  const quality = shallowRef<ClientQuality>();
  /** Of the last minutes. */
  const history = shallowRef<readonly QualityMoment[]>([]);
  const problem = shallowRef<AppError>();
  /** The channel that could not be switched to, when that is the problem. */
  const missedChannel = shallowRef<ChannelId>();
  let server: ServerSession | undefined;
  let voice: Voice | undefined;
  /** Its pictures, which have a store of their own. */
  const video = shallowRef<VideoCall>();
  let lifetime = new Lifetime();

  /** @param capture the desktop app's */
  function attach(session: ServerSession, capture: DesktopCapture | undefined): void {
    detach();
    const heard = new Hearing();
    const native = capture === undefined ? undefined : { capture, host: hostOf(session.at.url) };
    const attached = new Voice(session, settings, choice.value, { hearing: heard, devices: devices.borrow(), native });
    server = session;
    voice = attached;
    lifetime = new Lifetime();
    lifetime.own(heard);
    lifetime.own(attached);
    video.value = attached.video;
    lifetime.add(hearing.follow(heard, session.at.place));
    lifetime.add(
      session.signaling.onNotice('viewersChanged', ({ peerId, memberIds }) => {
        if (attached.session?.peerId === peerId) {
          viewers.value = new Set(memberIds);
        }
      }),
    );
    lifetime.add(
      attached.video.share.events.on('stateChanged', ({ state: now }) => {
        if (now.kind === 'off') {
          viewers.value = new Set();
        }
      }),
    );
    attached.events.on('stateChanged', (event) => {
      state.value = event.state;
      if (event.state.kind === 'idle') {
        inputLevelDb.value = SILENCE_DB;
      }
      if (event.state.kind !== 'connected') {
        quality.value = undefined;
      }
    });
    attached.events.on('qualityMeasured', (event) => {
      quality.value = event.quality;
      history.value = remember(history.value, { ...event.quality, atMs: Date.now() });
    });
    attached.events.on('problemRaised', ({ error, channelId }) => {
      problem.value = error;
      missedChannel.value = channelId;
    });
    attached.events.on('problemSolved', ({ code }) => {
      if (problem.value?.code === code) {
        problem.value = undefined;
      }
    });
    attached.own.events.on('musicChanged', ({ music }) => {
      heard.setMusic(music);
    });
    attached.events.on('deviceTold', ({ news }) => {
      devices.tell(news);
    });
    attached.own.events.on('transmittingChanged', (event) => {
      transmitting.value = event.transmitting;
    });
    attached.own.events.on('serverMuteChanged', (event) => {
      serverMuted.value = event.serverMuted;
    });
    attached.own.events.on('musicChanged', (event) => {
      music.value = event.music;
    });
    attached.own.events.on('hintChanged', ({ hint }) => {
      micHint.value = hint;
    });
    attached.own.events.on('levelMeasured', (reading) => {
      inputLevelDb.value = Math.round(reading.levelDb);
      thresholdDb.value = Math.round(reading.thresholdDb);
    });
  }

  function detach(): void {
    lifetime.end();
    voice = undefined;
    video.value = undefined;
    server = undefined;
    state.value = { kind: 'idle' };
    transmitting.value = false;
    serverMuted.value = false;
    music.value = false;
    viewers.value = new Set();
    micHint.value = undefined;
    quality.value = undefined;
    history.value = [];
    problem.value = undefined;
  }

  function choose(next: VoiceChoice): void {
    choice.value = next;
  }

  /** Unmuting while deafened undeafens too: whoever wants to be heard wants to hear the answer. */
  function toggleMute(): void {
    if (serverMuted.value) {
      return; // what it says would not be so
    }
    const { muted, deafened } = choice.value;
    choose(deafened ? { muted: false, deafened: false } : { muted: !muted, deafened: false });
  }

  /** Deafen implies mute; undeafen restores the mute that was before. */
  function toggleDeafen(): void {
    const { muted, deafened } = choice.value;
    if (deafened) {
      choose({ muted: mutedBefore.value, deafened: false });
    } else {
      mutedBefore.value = muted;
      choose({ muted: true, deafened: true });
    }
  }

  function join(channelId: ChannelId): void {
    problem.value = undefined;
    missedChannel.value = undefined;
    voice?.join(channelId);
  }

  /** What moderators ask; a refusal is told where other problems of the call are. */
  async function moderate(work: (signaling: SignalingClient) => Promise<unknown>): Promise<void> {
    try {
      if (server !== undefined) {
        await work(server.signaling);
      }
    } catch (thrown) {
      problem.value = AppError.from(thrown);
      missedChannel.value = undefined;
    }
  }

  /** For moderators: nobody hears this member until it is taken back. */
  const muteMember = async (memberId: MemberId, muted: boolean): Promise<void> =>
    moderate(async (signaling) => signaling.request('serverMute', { memberId, muted }));

  /** For moderators: this member is heard above the others, or no longer. */
  const setPriority = async (memberId: MemberId, priority: boolean): Promise<void> =>
    moderate(async (signaling) => signaling.request('setPriority', { memberId, priority }));

  /** For moderators: ends the member's call. */
  const removeMember = async (memberId: MemberId): Promise<void> =>
    moderate(async (signaling) => signaling.request('removeFromVoice', { memberId }));

  /** For moderators: the member's call goes on in another channel. */
  const moveMember = async (memberId: MemberId, channelId: ChannelId): Promise<void> =>
    moderate(async (signaling) => signaling.request('moveMember', { memberId, channelId }));

  watch(choice, (next) => voice?.choose(next), { flush: 'sync' });
  watch(
    () => activation.audio,
    (audio) => voice?.configure(audio),
  );
  onScopeDispose(detach);

  return {
    state,
    video,
    muted: computed(() => choice.value.muted),
    deafened: computed(() => choice.value.deafened),
    transmitting,
    serverMuted,
    music,
    viewers,
    inputLevelDb,
    thresholdDb,
    micHint,
    dismissHint: () => voice?.own.dismissHint(),
    /** Push-to-talk: the key is held, or let go. */
    hold: (held: boolean) => {
      talkHeld.value = held;
      voice?.own.hold(held);
    },
    talkHeld,
    /** @param volume 0 to 1 */
    playCue: (cue: Cue, volume: number) => voice?.playCue(cue, volume),
    quality,
    history,
    problem,
    attach,
    detach,
    join,
    moveHere: (channelId: ChannelId) => voice?.join(channelId, true),
    prepare: (channelId: ChannelId) => voice?.prepare(channelId),
    leave: () => voice?.leave(),
    reconnect: () => voice?.reconnect(),
    /** What is looked into by those who explain it. */
    inspect: () => voice,
    retryDevice: () => voice?.own.retryDevice(),
    /** Once more into the channel that could not be joined, or else for the microphone. */
    retry: () => {
      const channelId = state.value.kind === 'failed' ? state.value.channelId : missedChannel.value;
      if (channelId === undefined) {
        problem.value = undefined;
        voice?.own.retryDevice();
      } else {
        join(channelId);
      }
    },
    toggleMute,
    toggleDeafen,
    muteMember,
    setPriority,
    removeMember,
    moveMember,
    moderate,
    dismissProblem: () => {
      problem.value = undefined;
    },
    resumePlayback: () => voice?.resumePlayback(),
  };
});
