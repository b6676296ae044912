import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { CaptureSource } from '../../common/capture.ts';
import { useVideoStore } from '../stores/video.ts';

/** At a time: a list of windows is no reason to make the machine stutter. */
const AT_ONCE = 4;
/** More windows than that nobody looks through; each costs a look at it. */
const MAX = 24;

/** By source id; null for what shows nothing. What is not there yet is on its way. */
export type Thumbnails = ReadonlyMap<string, string | null>;

/** What each source shows, one after the other: the list itself is there long before. */
export function useThumbnails(sources: ShallowRef<readonly CaptureSource[] | undefined>): ShallowRef<Thumbnails> {
  const video = useVideoStore();
  const thumbnails = shallowRef<Thumbnails>(new Map());
  let turn = 0;

  async function look(ids: string[], mine: number): Promise<void> {
    for (let id = ids.shift(); id !== undefined && mine === turn; id = ids.shift()) {
      // Then it is not to be seen.
      const picture = (await video.capture?.getThumbnail({ sourceId: id }).catch(() => null)) ?? null;
      if (mine === turn) {
        thumbnails.value = new Map(thumbnails.value).set(id, picture);
      }
    }
  }

  watch(sources, (listed = []) => {
    turn += 1;
    const ids = listed.map(({ id }) => id);
    thumbnails.value = new Map(ids.slice(MAX).map((id) => [id, null]));
    const wanted = ids.slice(0, MAX);
    for (let count = 0; count < AT_ONCE; count += 1) {
      void look(wanted, turn);
    }
  });
  onScopeDispose(() => {
    turn += 1;
  });
  return thumbnails;
}
