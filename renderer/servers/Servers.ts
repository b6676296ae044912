import { computed, shallowRef, type ShallowRef } from 'vue';
import { keptServers, keepServers } from '../stores/openServers.ts';
import { placeOf } from '../stores/places.ts';
import type { Errand } from './errand.ts';
import type { ServerLook } from './look.ts';
import { OpenServer, type Roles } from './OpenServer.ts';

/** Puts a server's app into the page; the answered function takes it out again. */
export type Mount = (open: OpenServer) => () => void;

/**
 * The servers that one is on, each an app of its own, of which one is shown. In a browser there is the one that the page came
 * from; the app begins at the start, which is an app like the others and stays for good.
 */
export class Servers implements Roles {
  /** The start; in a browser the only one. */
  readonly home: OpenServer;
  readonly #mount: Mount;
  readonly #all = shallowRef<readonly OpenServer[]>([]);
  readonly #chosen = shallowRef<OpenServer>();
  readonly #unmounts = new Map<OpenServer, () => void>();
  readonly shown = computed(() => this.#chosen.value ?? this.home);
  readonly inCall = computed(() => [this.home, ...this.#all.value].find(({ look }) => look.value.call !== undefined));
  readonly mentions = computed(() =>
    [this.home, ...this.#all.value].reduce((sum, { look }) => sum + look.value.mentions, 0),
  );
  /** Another one was chosen in the rail, which has the focus in the app that comes up. */
  railChosen = false;

  constructor(mount: Mount) {
    this.#mount = mount;
    this.home = new OpenServer(this, undefined, undefined);
  }

  /** In the rail's order: as they were come to. */
  get all(): Readonly<ShallowRef<readonly OpenServer[]>> {
    return this.#all;
  }

  /** The start, and in the app those servers that were open when it ended. */
  begin(): void {
    this.#mount(this.home);
    for (const { origin, ...known } of keptServers()) {
      this.#open(placeOf(origin, known.fingerprint), { to: { url: origin, ...known } });
    }
  }

  /** Goes there, and shows it. */
  visit(errand: Errand): void {
    const key = placeOf(errand.to.url, errand.to.fingerprint);
    const known = this.#all.value.find((open) => open.key === key);
    known?.go(errand);
    this.show(known ?? this.#open(key, errand));
  }

  show(open: OpenServer): void {
    this.#chosen.value = open;
  }

  /** The next one in the rail, or the one before; stops at both ends. The start is above the first. */
  step(step: -1 | 1): void {
    const rail = [this.home, ...this.#all.value];
    const next = rail[rail.indexOf(this.shown.value) + step];
    if (next !== undefined) {
      this.show(next);
    }
  }

  /** Away from a server: its call and its connection end; the device goes on knowing it. */
  leave(open: OpenServer): void {
    const unmount = this.#unmounts.get(open);
    if (unmount === undefined) {
      return;
    }
    this.#unmounts.delete(open);
    this.#all.value = this.#all.value.filter((one) => one !== open);
    if (this.shown.value === open) {
      this.show(this.home);
    }
    this.#keep();
    // Not under the feet of what of its app asked for it.
    queueMicrotask(unmount);
  }

  /** How one looks from outside now. There is one call: who enters another leaves the one before. */
  tell(open: OpenServer, look: ServerLook): void {
    const before = open.look.value;
    const left = look.call === undefined || before.call !== undefined ? undefined : this.inCall.value;
    open.look.value = look;
    left?.leaveCall();
    if (before.name !== look.name || before.url !== look.url) {
      this.#keep();
    }
  }

  #open(key: string, errand: Errand): OpenServer {
    const { url, name } = errand.to;
    const open = new OpenServer(this, key, errand);
    open.look.value = { ...open.look.value, url, name };
    this.#all.value = [...this.#all.value, open];
    this.#unmounts.set(open, this.#mount(open));
    return open;
  }

  /** One's own party is not there at the next start. */
  #keep(): void {
    keepServers(
      this.#all.value.flatMap(({ errand, look }) => {
        const { url: origin, name } = look.value;
        const { hostKey, fingerprint } = errand?.to ?? {};
        return origin === undefined || hostKey !== undefined ? [] : [{ origin, name: name ?? '', fingerprint }];
      }),
    );
  }
}
