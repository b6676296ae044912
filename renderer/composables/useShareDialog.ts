import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { CaptureAbilities, CaptureSource } from '../../common/capture.ts';
import { AppError } from '../../common/errors.ts';
import { useSettingsStore } from '../stores/settings.ts';
import { useVideoStore } from '../stores/video.ts';
import { nativeOffer } from '../voice/video/nativeQuality.ts';
import { boundTo, remembered } from '../voice/video/shareQuality.ts';
import type { OfferedQualities, ShareQuality, ShareWay } from '../voice/video/VideoState.ts';
import { useThumbnails, type Thumbnails } from './useThumbnails.ts';

export interface ShareChoice {
  readonly way: Ref<ShareWay>;
  /** undefined while they are looked for */
  readonly sources: ShallowRef<readonly CaptureSource[] | undefined>;
  readonly thumbnails: ShallowRef<Thumbnails>;
  readonly abilities: ShallowRef<CaptureAbilities | undefined>;
  /** Why the app cannot capture. */
  readonly problem: ComputedRef<AppError | undefined>;
  readonly sourceId: Ref<string>;
  readonly offered: ShallowRef<OfferedQualities | undefined>;
  /** As chosen, within what is offered. */
  readonly quality: ComputedRef<ShareQuality>;
  readonly change: (changed: Partial<ShareQuality>) => void;
  readonly look: (fresh: boolean) => void;
  readonly ready: ComputedRef<boolean>;
  /** @returns whether it is on its way */
  readonly share: () => boolean;
}

/** What can be shared by the desktop app, and what of it was chosen. */
export function useShareDialog(): ShareChoice {
  const settings = useSettingsStore();
  const video = useVideoStore();
  const way = ref<ShareWay>('native');
  const sources = shallowRef<readonly CaptureSource[]>();
  const thumbnails = useThumbnails(sources);
  const abilities = shallowRef<CaptureAbilities>();
  const failed = shallowRef<AppError>();
  const sourceId = ref('');
  const offered = shallowRef<OfferedQualities>();
  let gone = false;

  const fault = computed(() => abilities.value?.fault ?? undefined);
  const problem = computed(
    () => failed.value ?? (fault.value === undefined ? undefined : new AppError(fault.value, 'found by trying')),
  );
  const source = computed(() => sources.value?.find(({ id }) => id === sourceId.value));
  const quality = computed(() =>
    offered.value === undefined ? settings.video.share : boundTo(settings.video.share, offered.value),
  );

  async function find(fresh: boolean): Promise<void> {
    const { capture } = video;
    sources.value = undefined;
    failed.value = undefined;
    if (capture === undefined) {
      return;
    }
    try {
      await Promise.all([
        // Trying encoders takes longer than the list, which is shown meanwhile.
        capture.getAbilities({ fresh }).then((found) => {
          if (!gone) {
            abilities.value = found;
          }
        }),
        capture.listSources().then((listed) => {
          if (!gone) {
            sources.value = listed;
            sourceId.value = listed.some(({ id }) => id === sourceId.value) ? sourceId.value : (listed[0]?.id ?? '');
          }
        }),
      ]);
    } catch (thrown) {
      if (!gone) {
        failed.value = AppError.from(thrown);
        sources.value = [];
      }
    }
  }

  watch(
    [source, abilities, () => settings.video.share],
    async ([shown, can, wanted]) => {
      const found = shown === undefined || can === undefined ? undefined : await nativeOffer(shown, wanted, can);
      if (shown === source.value) {
        offered.value = found;
      }
    },
    { immediate: true },
  );
  watch(problem, (now) => {
    if (now !== undefined) {
      way.value = 'browser';
    }
  });
  onScopeDispose(() => {
    gone = true;
  });
  void find(false);

  const ready = computed(() => way.value === 'browser' || (source.value !== undefined && problem.value === undefined));

  return {
    way,
    sources,
    thumbnails,
    abilities,
    problem,
    sourceId,
    offered,
    quality,
    change: (changed) => {
      settings.changeVideo({ share: remembered({ ...quality.value, ...changed }) });
    },
    look: (fresh) => {
      void find(fresh);
    },
    ready,
    share: () => {
      if (!ready.value) {
        return false;
      }
      const sound = settings.video.shareSound;
      if (way.value === 'browser') {
        video.shareByBrowser();
      } else if (source.value !== undefined) {
        const { id, kind, title, width, height } = source.value;
        video.shareByApp({ source: { id, kind, title, width, height }, sound });
      }
      return true;
    },
  };
}
