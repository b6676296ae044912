/**
 * The contract between renderer and Electron main, one file per group in `ipc/`. A call is `group.name`; main parses
 * everything that reaches it (`electron/ipc/answerCalls.ts`). The preload takes only types from here, so that no schema
 * runs inside the sandbox, and the renderer gets the groups as `platform.group` with failures revived.
 *
 * A new group is a file in `ipc/`, its two lines here, its answers in `electron/ipc/`, and its lines in the preload.
 */
import type { z } from 'zod';
import { captureCalls, captureNotices } from './ipc/capture.ts';
import type { Failure } from './ipc/failure.ts';
import { appCalls, appNotices } from './ipc/app.ts';
import { linksCalls, linksNotices } from './ipc/links.ts';
import { nearbyCalls, nearbyNotices } from './ipc/nearby.ts';
import { partyCalls, partyNotices } from './ipc/party.ts';
import { shortcutsCalls, shortcutsNotices } from './ipc/shortcuts.ts';
import { statusCalls, statusNotices } from './ipc/status.ts';
import { storageCalls } from './ipc/storage.ts';
import { trustCalls } from './ipc/trust.ts';
import { updatesCalls, updatesNotices } from './ipc/updates.ts';
import { windowCalls, windowNotices } from './ipc/window.ts';

/** Calls of the renderer, answered by main. */
export const ipcCalls = {
  ...appCalls,
  ...captureCalls,
  ...linksCalls,
  ...nearbyCalls,
  ...partyCalls,
  ...shortcutsCalls,
  ...statusCalls,
  ...storageCalls,
  ...trustCalls,
  ...updatesCalls,
  ...windowCalls,
} as const;
export type IpcCallName = keyof typeof ipcCalls;
export type IpcData<Name extends IpcCallName> = z.infer<(typeof ipcCalls)[Name]['data']>;
export type IpcAnswer<Name extends IpcCallName> = z.infer<(typeof ipcCalls)[Name]['answer']>;

export type IpcReply<Answer> =
  { readonly ok: true; readonly data: Answer } | { readonly ok: false; readonly error: Failure };

/** Told by main to the renderer. */
export const ipcNotices = {
  ...appNotices,
  ...captureNotices,
  ...linksNotices,
  ...nearbyNotices,
  ...partyNotices,
  ...shortcutsNotices,
  ...statusNotices,
  ...updatesNotices,
  ...windowNotices,
} as const;
export type IpcNoticeName = keyof typeof ipcNotices;
export type IpcNotice<Name extends IpcNoticeName> = z.infer<(typeof ipcNotices)[Name]>;

type GroupOf<Name> = Name extends `${infer Group}.${string}` ? Group : never;
type RestOf<Name, Group extends string> = Name extends `${Group}.${infer Rest}` ? Rest : never;
export type IpcGroup = GroupOf<IpcCallName>;

/** A call without data takes no argument. */
type Arguments<Data> = undefined extends Data ? [] : [data: Data];

type Calls<Group extends IpcGroup, Revived extends boolean> = {
  readonly [Name in IpcCallName as RestOf<Name, Group>]: (
    ...data: Arguments<IpcData<Name>>
  ) => Promise<Revived extends true ? IpcAnswer<Name> : IpcReply<IpcAnswer<Name>>>;
};

/** `changed` becomes `onChanged`, which answers the function that ends the subscription. */
type Subscriptions<Group extends IpcGroup> = {
  readonly [Name in IpcNoticeName as `on${Capitalize<RestOf<Name, Group>>}`]: (
    listener: (notice: IpcNotice<Name>) => void,
  ) => () => void;
};

/** What the preload puts on `window.desktop`. Replies come back whole, since errors lose their code on the way. */
export type Desktop = { readonly [Group in IpcGroup]: Calls<Group, false> & Subscriptions<Group> };

/** The same for the renderer: calls answer or throw AppError. */
export type DesktopGroups = { readonly [Group in IpcGroup]: Calls<Group, true> & Subscriptions<Group> };
