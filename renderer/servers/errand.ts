import type { OpenDialog } from '../stores/navigation.ts';

/** A server that one goes to. */
export interface Destination {
  /** Its origin, such as `https://192.0.2.7:7880`. */
  readonly url: string;
  /** Of its certificate, where the app has seen it and it is the server's own. */
  readonly fingerprint?: string | undefined;
  /** What it is called, as far as that is known. */
  readonly name?: string;
  /** Of the party that this app hosts: makes one its owner. */
  readonly hostKey?: string;
  /** By which one was invited there. */
  readonly invite?: string | undefined;
}

/** Where to, as whom, and what for. */
export interface Errand {
  readonly to: Destination;
  /** Known there already or by this name; without either its door asks. */
  readonly name?: string | undefined;
  /** What stands open when one arrives. */
  readonly dialog?: OpenDialog;
}
