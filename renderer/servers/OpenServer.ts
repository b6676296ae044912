import { computed, shallowRef, type ComputedRef } from 'vue';
import type { Errand } from './errand.ts';
import { NOWHERE, type ServerLook } from './look.ts';

/** What a server's app does when it is asked to from outside of it. */
export interface ServerActs {
  /** There once more, by an invite or at another address. */
  readonly go: (errand: Errand) => void;
  readonly leaveCall: () => void;
}

const NOTHING: ServerActs = { go: () => undefined, leaveCall: () => undefined };

/** Which of them all are what. */
export interface Roles {
  readonly shown: ComputedRef<OpenServer>;
  /** Which one has the call. */
  readonly inCall: ComputedRef<OpenServer | undefined>;
}

/** A server that one is on, or the start: an app of its own in this page, with stores of its own. */
export class OpenServer {
  /** By what the device knows the server; the start has none. */
  readonly key: string | undefined;
  /** Why it was opened; undefined at the start. */
  readonly errand: Errand | undefined;
  readonly look = shallowRef<ServerLook>(NOWHERE);
  /** Before the eyes. */
  readonly shown: ComputedRef<boolean>;
  /** Keys, the tray and the title are about this one: it has the call, or else is shown. */
  readonly leads: ComputedRef<boolean>;
  #acts = NOTHING;

  constructor({ shown, inCall }: Roles, key: string | undefined, errand: Errand | undefined) {
    this.key = key;
    this.errand = errand;
    this.shown = computed(() => shown.value === this);
    this.leads = computed(() => (inCall.value ?? shown.value) === this);
  }

  /** What its app does from now on. */
  become(acts: ServerActs): void {
    this.#acts = acts;
  }

  go(errand: Errand): void {
    this.#acts.go(errand);
  }

  leaveCall(): void {
    this.#acts.leaveCall();
  }
}
