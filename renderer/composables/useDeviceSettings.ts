import { rememberName } from '../stores/identity.ts';
import { useCuesStore } from '../stores/cues.ts';
import { useHearingStore } from '../stores/hearing.ts';
import { useSettingsStore } from '../stores/settings.ts';
import { missedItems, readSettingsText, settingsText, type Portable } from '../stores/settings/portable.ts';
import { useConnection } from './useConnection.ts';

interface DeviceSettings {
  /** All of them, as a file has them. */
  readonly write: () => string;
  /**
   * In place of all there are. What the file does not say becomes as it came.
   * @returns how many items of the file were not taken; @throws AppError `settings_file_invalid`
   */
  readonly read: (text: string) => number;
  /** As they came. @param identity whether to leave the server too, and forget the name */
  readonly reset: (identity: boolean) => void;
}

/** Everything that was chosen on this device, as one; who one is belongs to the server, and is not part of it. */
export function useDeviceSettings(): DeviceSettings {
  const parts: Readonly<Record<string, Portable>> = {
    settings: useSettingsStore().portable,
    hearing: useHearingStore().portable,
    cues: useCuesStore().portable,
  };
  const connection = useConnection();
  const takeAll = (given: Readonly<Record<string, unknown>>): void => {
    for (const [name, part] of Object.entries(parts)) {
      part.take(given[name]);
    }
  };
  const giveAll = (): Readonly<Record<string, unknown>> =>
    Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.give()]));

  return {
    write: () => settingsText(giveAll()),
    read: (text) => {
      const given = readSettingsText(text);
      takeAll(given);
      return missedItems(given, giveAll());
    },
    reset: (identity) => {
      takeAll({});
      if (identity) {
        rememberName('');
        connection.signOut();
      }
    },
  };
}
