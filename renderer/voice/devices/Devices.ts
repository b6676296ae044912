import { Emitter } from '../../../common/emitter.ts';
import { Lifetime, type Closable, type Release } from '../../../common/lifetime.ts';
import {
  DEVICE_KINDS,
  isSameList,
  listOf,
  NO_DEVICES,
  type DeviceInfo,
  type DeviceKind,
  type DeviceList,
} from './deviceList.ts';

interface DevicesEvents {
  /** Of this kind alone: what concerns a speaker is none of the microphone's business. */
  changed: { kind: DeviceKind; list: DeviceList };
}

/** What this needs of `navigator.mediaDevices`. */
export interface DeviceSource extends EventTarget {
  enumerateDevices(): Promise<readonly DeviceInfo[]>;
}

/**
 * The devices of this machine. One for the app, with the one `devicechange` listener (C10); everybody else listens here,
 * by the kind of device that is theirs.
 */
export class Devices implements Closable {
  readonly events = new Emitter<DevicesEvents>();
  readonly #source: DeviceSource | undefined;
  readonly #lifetime = new Lifetime();
  readonly #lists = new Map<DeviceKind, DeviceList>();
  /** Names once told: a device that is gone has one still. */
  readonly #names = new Map<string, string>();
  readonly #lookEveryMs: number | undefined;
  #newest = 0;
  #attending = 0;
  #looking: ReturnType<typeof setInterval> | undefined;

  /**
   * @param source undefined on insecure pages, which have no devices
   * @param lookEveryMs how often to look while somebody attends, where the browser does not hear of every device
   */
  constructor(source: DeviceSource | undefined, lookEveryMs: number | undefined) {
    this.#source = source;
    this.#lookEveryMs = lookEveryMs;
    this.#lifetime.add(() => {
      this.events.clear();
    });
    const look = (): void => {
      void this.refresh();
    };
    source?.addEventListener('devicechange', look);
    this.#lifetime.add(() => {
      source?.removeEventListener('devicechange', look);
    });
    this.#lifetime.add(() => {
      clearInterval(this.#looking);
    });
    look();
  }

  list(kind: DeviceKind): DeviceList {
    return this.#lists.get(kind) ?? NO_DEVICES;
  }

  /** As it was called when it was last there. */
  nameOf(id: string): string | undefined {
    return this.#names.get(id);
  }

  /** Devices are in use, or looked at, until the answered function is called. */
  attend(): Release {
    this.#attending += 1;
    this.#watch();
    void this.refresh();
    let released = false;
    return () => {
      this.#attending -= released ? 0 : 1;
      released = true;
      this.#watch();
    };
  }

  /** Looks anew: names and ids come with the leave to use a device, of which no event tells. Never rejects. */
  async refresh(): Promise<void> {
    this.#newest += 1;
    const mine = this.#newest;
    let infos: readonly DeviceInfo[];
    try {
      infos = (await this.#source?.enumerateDevices()) ?? [];
    } catch {
      return; // the page is going, or may not ask: what is known stays
    }
    if (mine !== this.#newest || this.#lifetime.ended) {
      return;
    }
    for (const kind of DEVICE_KINDS) {
      this.#take(kind, listOf(infos, kind));
    }
  }

  close(): void {
    this.#lifetime.end();
  }

  #watch(): void {
    clearInterval(this.#looking);
    if (this.#attending > 0 && this.#lookEveryMs !== undefined && !this.#lifetime.ended) {
      this.#looking = setInterval(() => {
        void this.refresh();
      }, this.#lookEveryMs);
    }
  }

  #take(kind: DeviceKind, list: DeviceList): void {
    for (const { id, label } of list.devices.filter((device) => device.label !== '')) {
      this.#names.set(id, label);
    }
    if (!isSameList(list, this.list(kind))) {
      this.#lists.set(kind, list);
      this.events.emit('changed', { kind, list });
    }
  }
}
