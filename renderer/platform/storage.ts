/**
 * Small values kept on this device: in a browser's storage, or in the app's settings file. A browser may refuse storage
 * (private windows): then nothing is remembered.
 */
import { shallowRef, type ShallowRef } from 'vue';
import { AppError } from '../../common/errors.ts';
import type { Desktop } from '../../common/ipc.ts';
import type { Stored } from '../../common/ipc/storage.ts';

interface Kept {
  read(key: string): unknown;
  write(key: string, value: unknown): void;
  remove(key: string): void;
}

const inBrowser: Kept = {
  read(key) {
    try {
      const text = localStorage.getItem(key);
      return text === null ? undefined : (JSON.parse(text) as unknown);
    } catch {
      return undefined;
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Full or refused: the choice still holds for this page.
    }
  },
  remove(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // Refused: then it was never stored.
    }
  },
};

let kept = inBrowser;

/** How the app's settings file is; undefined in a browser. */
export type StorageState = Pick<Stored, 'secretsGuarded' | 'setAside'> & {
  /** Why something was not written, or the file not read. */
  readonly problem: AppError | undefined;
};
const state = shallowRef<StorageState>();
export const storageState: Readonly<ShallowRef<StorageState | undefined>> = state;

/** To be awaited before anything is read. The file is read once; from then on this page is the only one that changes it. */
export async function openStorage(desktop: Desktop | undefined = window.desktop): Promise<void> {
  if (desktop === undefined) {
    return;
  }
  const reply = await desktop.storage.load();
  const { values, secretsGuarded, setAside } = reply.ok
    ? reply.data
    : { values: {}, secretsGuarded: true, setAside: null };
  const problem = reply.ok ? undefined : new AppError(reply.error.code, reply.error.message);
  state.value = { secretsGuarded, setAside, problem };
  kept = inApp(desktop.storage, new Map(Object.entries(values)));
}

function inApp(storage: Desktop['storage'], values: Map<string, unknown>): Kept {
  const written = (asked: ReturnType<Desktop['storage']['write']>): void => {
    void asked.then((reply) => {
      if (state.value !== undefined) {
        state.value = {
          ...state.value,
          problem: reply.ok ? undefined : new AppError(reply.error.code, reply.error.message),
        };
      }
    });
  };
  return {
    read: (key) => values.get(key),
    write(key, value) {
      const json = JSON.stringify(value);
      values.set(key, JSON.parse(json));
      written(storage.write({ key, json }));
    },
    remove(key) {
      values.delete(key);
      written(storage.remove({ key }));
    },
  };
}

/** What was stored as JSON, unparsed by any schema; undefined when there is nothing usable. */
export const readStored = (key: string): unknown => kept.read(key);

export function writeStored(key: string, value: unknown): void {
  kept.write(key, value);
}

export function removeStored(key: string): void {
  kept.remove(key);
}
