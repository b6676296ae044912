import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { z } from 'zod';
import { readStored, writeStored } from '../platform/storage.ts';
import {
  CUE_GROUPS,
  DEFAULT_CUES,
  GROUP_OF_CUE,
  type Cue,
  type CueGroup,
  type CueSettings,
} from '../voice/cues/cues.ts';
import { CueThrottle } from '../voice/cues/CueThrottle.ts';
import { oneForAll } from './oneForAll.ts';
import type { Portable } from './settings/portable.ts';
import { useVoiceStore } from './voice.ts';

const CUES_KEY = 'yankcord.cues';

const group = z.enum(CUE_GROUPS);
/** Groups that this version does not know are left out, and cost no other. */
const stored = z
  .object({
    volume: z.number().min(0).max(1).catch(DEFAULT_CUES.volume),
    off: z
      .array(z.unknown())
      .catch([])
      .transform((names) => names.filter((name): name is CueGroup => group.safeParse(name).success)),
  })
  .transform(({ volume, off }): CueSettings => ({ volume, off: new Set(off) }))
  .catch(DEFAULT_CUES);

/** @param found anything at all, as it was found */
export const parseCues = (found: unknown): CueSettings => stored.parse(found);

const onThisDevice = oneForAll(() => shallowRef(parseCues(readStored(CUES_KEY) ?? {})));

/** The app's own sounds as the person wants them; kept on this device. */
export const useCuesStore = defineStore('cues', () => {
  const voice = useVoiceStore();
  const settings = onThisDevice();
  const throttle = new CueThrottle();

  function change(changed: Partial<CueSettings>): void {
    settings.value = { ...settings.value, ...changed };
    writeStored(CUES_KEY, portable.give());
  }

  const portable: Portable = {
    give: () => ({ ...settings.value, off: [...settings.value.off] }),
    take: (stored) => {
      change(parseCues(stored ?? {}));
    },
  };

  return {
    portable,
    volume: computed({
      get: () => settings.value.volume,
      set: (volume) => {
        change({ volume });
      },
    }),
    isOn: (name: CueGroup) => !settings.value.off.has(name),
    turn: (name: CueGroup, on: boolean) => {
      const off = new Set(settings.value.off);
      if (on) {
        off.delete(name);
      } else {
        off.add(name);
      }
      change({ off });
    },
    /** @param people in the call that it is about */
    play: (cue: Cue, people: number) => {
      const { volume, off } = settings.value;
      if (!off.has(GROUP_OF_CUE[cue]) && throttle.admit(cue, people, performance.now())) {
        voice.playCue(cue, volume);
      }
    },
    /** To hear how it sounds, whether or not it is on. */
    sample: (cue: Cue) => voice.playCue(cue, settings.value.volume),
  };
});
