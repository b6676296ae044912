/**
 * Which device is used while the chosen one comes and goes: the chosen one while it is there, the system's default in its
 * place while it is not, and the chosen one again when it is back (C24). Pure, so that every order of events is tested.
 */
import { hasDevice, type DeviceList } from './deviceList.ts';

export type DeviceUse =
  /** Nothing was chosen: whatever the system has for its default. */
  | { readonly kind: 'default' }
  | { readonly kind: 'chosen'; readonly id: string; /** When it was lost before. */ readonly lostMs: number }
  /** The chosen one is gone, and the system's default stands in. */
  | {
      readonly kind: 'away';
      readonly id: string;
      readonly lostMs: number;
      /** It was lost again and again while it was listed: it has to go and come back before it is tried once more. */
      readonly distrusted: boolean;
    };

/** Two losses within this time are no accident. */
const AGAIN_MS = 10_000;

/** @returns the id to open; undefined for the system's default */
export const usedId = (use: DeviceUse): string | undefined => (use.kind === 'chosen' ? use.id : undefined);

/** The person chose this one, or the system's default. */
export function choose(wanted: string | undefined, list: DeviceList): DeviceUse {
  if (wanted === undefined) {
    return { kind: 'default' };
  }
  return listed({ kind: 'chosen', id: wanted, lostMs: -Infinity }, list);
}

/** These devices are there now. */
export function listed(use: DeviceUse, list: DeviceList): DeviceUse {
  if (use.kind === 'default' || !list.known) {
    return use;
  }
  const { id, lostMs } = use;
  const present = hasDevice(list, id);
  if (use.kind === 'chosen') {
    return present ? use : { kind: 'away', id, lostMs, distrusted: false };
  }
  if (!present) {
    return use.distrusted ? { ...use, distrusted: false } : use;
  }
  return use.distrusted ? use : { kind: 'chosen', id, lostMs };
}

/** What is used ended, or could not be opened, whatever the list says. */
export function lost(use: DeviceUse, nowMs: number): DeviceUse {
  return use.kind === 'chosen'
    ? { kind: 'away', id: use.id, lostMs: nowMs, distrusted: nowMs - use.lostMs < AGAIN_MS }
    : use;
}
