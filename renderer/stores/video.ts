import { defineStore } from 'pinia';
import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import { z } from 'zod';
import type { CaptureStatus } from '../../common/capture.ts';
import { memberId as memberIdSchema, type MemberId } from '../../common/ids.ts';
import { Lifetime } from '../../common/lifetime.ts';
import { readStored, writeStored } from '../platform/storage.ts';
import type { VideoCall } from '../voice/video/VideoCall.ts';
import { remembered } from '../voice/video/shareQuality.ts';
import type { CameraState, RemoteVideo, ShareQuality, ShareState, VideoKey } from '../voice/video/VideoState.ts';
import type { NativeWish } from '../voice/video/NativeShare.ts';
import { useNavigationStore } from './navigation.ts';
import { useSettingsStore } from './settings.ts';
import { useVoiceStore } from './voice.ts';

const HIDDEN_KEY = 'yankcord.hiddenPeople';
/** Of all servers together, whose ids are never the same; who was hidden longest ago goes first. */
const HIDDEN_MAX = 500;
const storedHidden = z.array(memberIdSchema).catch([]);

/** The pictures of the call, projected for the views. The truth is `VideoCall`, which the voice store holds on to. */
export const useVideoStore = defineStore('video', () => {
  const settings = useSettingsStore();
  const voice = useVoiceStore();
  const navigation = useNavigationStore();
  const camera = shallowRef<CameraState>({ kind: 'off' });
  const share = shallowRef<ShareState>({ kind: 'off' });
  /** Of the others, in the order in which they came. */
  const videos = shallowRef<ReadonlyMap<VideoKey, RemoteVideo>>(new Map());
  const watched = shallowRef<ReadonlySet<MemberId>>(new Set());
  /** Whose cameras are not wanted here; kept on this device. A screen is only seen when one watches it. */
  const hiddenPeople = shallowRef<ReadonlySet<MemberId>>(new Set(storedHidden.parse(readStored(HIDDEN_KEY))));
  let lifetime = new Lifetime();

  function follow(call: VideoCall | undefined): void {
    lifetime.end();
    lifetime = new Lifetime();
    camera.value = { kind: 'off' };
    share.value = { kind: 'off' };
    videos.value = new Map();
    watched.value = new Set();
    if (call === undefined) {
      return;
    }
    lifetime.add(
      call.camera.events.on('stateChanged', ({ state }) => {
        camera.value = state;
      }),
    );
    lifetime.add(
      call.share.events.on('stateChanged', ({ state }) => {
        share.value = state;
      }),
    );
    lifetime.add(
      call.viewing.events.on('videosChanged', (changed) => {
        videos.value = changed.videos;
      }),
    );
    lifetime.add(
      call.viewing.events.on('watchedChanged', (changed) => {
        watched.value = changed.watched;
      }),
    );
  }

  /** Both need a call that stands, or one that is coming back. */
  const possible = computed(() => voice.state.kind === 'connected' || voice.state.kind === 'reconnecting');

  /** What the desktop app can capture is asked here; undefined in a browser. */
  const capture = computed(() => voice.video?.share.capture);

  function toggleCamera(): void {
    if (camera.value.kind !== 'off') {
      voice.video?.camera.stop();
    } else if (possible.value) {
      voice.video?.camera.start();
    }
  }

  function toggleShare(): void {
    if (share.value.kind !== 'off') {
      voice.video?.share.stop();
    } else if (capture.value !== undefined && possible.value) {
      navigation.dialog = navigation.dialog === 'share' ? undefined : 'share';
    } else {
      shareByBrowser();
    }
  }

  function shareByBrowser(): void {
    if (possible.value) {
      voice.video?.share.start(settings.video.shareSound);
    }
  }

  function hidePerson(memberId: MemberId, hidden: boolean): void {
    const others = [...hiddenPeople.value].filter((id) => id !== memberId);
    const now = hidden ? [...others, memberId].slice(-HIDDEN_MAX) : others;
    hiddenPeople.value = new Set(now);
    writeStored(HIDDEN_KEY, now);
  }

  watch(
    () => voice.video,
    (call) => {
      follow(call);
    },
    { immediate: true, flush: 'sync' },
  );
  watch(
    () => settings.video,
    (changed) => voice.video?.configure(changed),
  );
  onScopeDispose(() => {
    lifetime.end();
  });

  return {
    camera,
    share,
    videos,
    watched,
    possible,
    hiddenPeople,
    hidePerson,
    toggleCamera,
    toggleShare,
    shareByBrowser,
    capture,
    shareByApp: (wish: NativeWish) => {
      if (possible.value) {
        voice.video?.share.startNative(wish);
      }
    },
    retryApp: () => voice.video?.share.retryNative(),
    /** Tells how the app's capture goes, while somebody looks; answers the function that ends it. */
    watchCapture: (watcher: (status: CaptureStatus) => void) => voice.video?.share.watch(watcher) ?? (() => undefined),
    /** For the share that runs, and remembered for those to come. */
    changeShare: (quality: ShareQuality) => {
      settings.changeVideo({ share: remembered(quality) });
    },
    watch: (memberId: MemberId) => voice.video?.viewing.watch(memberId),
    unwatch: (memberId: MemberId) => voice.video?.viewing.unwatch(memberId),
    /** A tile of this picture is seen, so high in device pixels. */
    show: (key: VideoKey, heightPx: number) => voice.video?.viewing.show(key, heightPx),
    hide: (key: VideoKey) => voice.video?.viewing.hide(key),
  };
});
