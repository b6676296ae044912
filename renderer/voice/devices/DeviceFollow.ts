import { Emitter } from '../../../common/emitter.ts';
import { Lifetime, type Closable } from '../../../common/lifetime.ts';
import type { DeviceKind } from './deviceList.ts';
import type { Devices } from './Devices.ts';
import { choose, listed, lost, usedId, type DeviceUse } from './deviceUse.ts';

/** What a person is told of a device they use. */
export interface DeviceNews {
  readonly kind: DeviceKind;
  /** The chosen one is gone and the default stands in; it is back in use; the default itself was unplugged. */
  readonly state: 'away' | 'back' | 'replaced';
  readonly name: string | undefined;
}

interface DeviceFollowEvents {
  /** Another device is to be used from now on, or the default anew. */
  changed: { deviceId: string | undefined };
  told: { news: DeviceNews };
}

/** Follows one choice of a device through its coming and going. */
export class DeviceFollow implements Closable {
  readonly events = new Emitter<DeviceFollowEvents>();
  readonly #devices: Devices;
  readonly #kind: DeviceKind;
  readonly #lifetime = new Lifetime();
  #wanted: string | undefined;
  #use: DeviceUse;
  #defaultKey: string;

  /** @param devices borrowed @param wanted the id chosen; undefined: the system's default */
  constructor(devices: Devices, kind: DeviceKind, wanted: string | undefined) {
    this.#devices = devices;
    this.#kind = kind;
    this.#wanted = wanted;
    this.#use = choose(wanted, devices.list(kind));
    this.#defaultKey = devices.list(kind).defaultKey;
    this.#lifetime.add(() => {
      this.events.clear();
    });
    this.#lifetime.add(
      devices.events.on('changed', (changed) => {
        if (changed.kind === kind) {
          this.#look();
        }
      }),
    );
  }

  /** The id to open; undefined for the system's default. */
  get deviceId(): string | undefined {
    return usedId(this.#use);
  }

  choose(wanted: string | undefined): void {
    if (wanted !== this.#wanted) {
      this.#wanted = wanted;
      this.#enter(choose(wanted, this.#devices.list(this.#kind)), false);
    }
  }

  /** What is used ended, or could not be opened. @param name of the device, where the default was used */
  lost(name: string | undefined): void {
    if (this.#use.kind === 'chosen') {
      this.#enter(lost(this.#use, performance.now()), true);
    } else {
      this.events.emit('told', { news: { kind: this.#kind, state: 'replaced', name } });
      this.events.emit('changed', { deviceId: undefined });
    }
    void this.#devices.refresh(); // the event that tells of it may be late, or never come
  }

  close(): void {
    this.#lifetime.end();
  }

  #look(): void {
    const list = this.#devices.list(this.#kind);
    const moved = this.#defaultKey !== '' && list.defaultKey !== '' && list.defaultKey !== this.#defaultKey;
    this.#defaultKey = list.defaultKey;
    const before = this.#use;
    this.#enter(listed(before, list), true);
    if (moved && before.kind !== 'chosen' && this.#use.kind !== 'chosen') {
      this.events.emit('changed', { deviceId: undefined }); // the default is another device now
    }
  }

  /** @param tell that it is away or back; what the person chose just now they know */
  #enter(use: DeviceUse, tell: boolean): void {
    const before = this.#use;
    this.#use = use;
    if (usedId(use) === usedId(before)) {
      return;
    }
    if (tell && use.kind !== 'default') {
      const state = use.kind === 'away' ? 'away' : 'back';
      this.events.emit('told', { news: { kind: this.#kind, state, name: this.#devices.nameOf(use.id) } });
    }
    this.events.emit('changed', { deviceId: usedId(use) });
  }
}
