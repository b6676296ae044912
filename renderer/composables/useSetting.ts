import { computed, type WritableComputedRef } from 'vue';
import { useSettingsStore, type Settings } from '../stores/settings.ts';

/** One setting as something a control can be bound to. */
export function useSetting<Name extends keyof Settings>(name: Name): WritableComputedRef<Settings[Name]> {
  const settings = useSettingsStore();
  return computed<Settings[Name]>({
    get: () => settings.settings[name],
    set: (value) => {
      settings.change({ [name]: value });
    },
  });
}
