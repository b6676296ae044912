import { defineStore } from 'pinia';
import { computed } from 'vue';
import { capsOf, type Binding } from './bindings.ts';
import { useSettingsStore } from './settings.ts';
import type { ShortcutAction } from './settings/shortcuts.ts';
import { DEFAULT_SHORTCUTS, sameShortcut, SHORTCUT_ACTIONS, shortcutsWith } from './shortcutBindings.ts';

const NO_CAPS: readonly string[] = [];

/** The shortcuts as they are now: those that the person chose, and the others as they come. */
export const useShortcutsStore = defineStore('shortcuts', () => {
  const settings = useSettingsStore();
  const chosen = computed(() => settings.settings.shortcuts);
  const bindings = computed(() => shortcutsWith(chosen.value));

  return {
    bindings,
    /** As shown on key caps; none where there is no shortcut. */
    caps: (action: ShortcutAction): readonly string[] => {
      const binding = bindings.value[action];
      return binding === undefined ? NO_CAPS : capsOf(binding);
    },
    changed: (action: ShortcutAction): boolean => chosen.value[action] !== undefined,
    anyChanged: computed(() => SHORTCUT_ACTIONS.some((action) => chosen.value[action] !== undefined)),
    /** The actions in `freed` lose theirs by it. @param binding undefined: none */
    bind: (action: ShortcutAction, binding: Binding | undefined, freed: readonly ShortcutAction[] = []) => {
      const without = Object.fromEntries(freed.map((other) => [other, null]));
      const comes = binding !== undefined && sameShortcut(binding, DEFAULT_SHORTCUTS[action]);
      settings.change({ shortcuts: { ...chosen.value, ...without, [action]: comes ? undefined : (binding ?? null) } });
    },
    reset: (action: ShortcutAction) => {
      settings.change({ shortcuts: { ...chosen.value, [action]: undefined } });
    },
    resetAll: () => {
      settings.change({ shortcuts: {} });
    },
  };
});
