import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import { DeviceFollow, type DeviceNews } from './devices/DeviceFollow.ts';
import type { Devices } from './devices/Devices.ts';

/** No device at all: the graph goes on, unheard, and with it the microphone that is processed in it. */
interface Silence {
  readonly type: 'none';
}

/** https://webaudio.github.io/web-audio-api/#dom-audiocontext-setsinkid, which TypeScript's library does not have yet. */
export interface SinkContext extends EventTarget {
  readonly sinkId: string | Silence;
  setSinkId(sinkId: string | Silence): Promise<void>;
  resume(): Promise<void>;
}

const isSink = (context: object): context is SinkContext => 'setSinkId' in context;

/** Whether this browser lets a page choose where it is heard. */
export const canChooseOutput = (): boolean => 'setSinkId' in AudioContext.prototype;

interface OutputEvents {
  told: { news: DeviceNews };
  troubled: { error: AppError };
}

const SYSTEM_DEFAULT = '';

/**
 * Chromium keeps the streams of a device for 5 s after their last use, to use them again. A sound server moves those of one
 * that is pulled to another: taken up again too soon, they would go on there while everybody says that the device is back.
 */
const REST_MS = 6_000;

/**
 * Where everything is heard: the one output of the whole graph, so that nobody who comes later is on another (C17). When
 * the device vanishes the browser stops the graph; it goes on at the default at once, and returns with the device.
 */
export class Output implements Closable {
  readonly events = new Emitter<OutputEvents>();
  readonly #context: SinkContext | undefined;
  readonly #devices: Devices;
  readonly #follow: DeviceFollow;
  readonly #lifetime = new Lifetime();
  #turn: Promise<void> = Promise.resolve();
  /** It went by itself, and the graph is to leave it. */
  #gone = false;
  /** What was left in this way, and when. */
  #left: { readonly id: string; readonly atMs: number } | undefined;
  /** Told when it is so. */
  #back: DeviceNews | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;

  /** @param context borrowed, as `devices` are @param wanted the id chosen; undefined: the system's default */
  constructor(context: EventTarget, devices: Devices, wanted: string | undefined) {
    this.#context = isSink(context) ? context : undefined;
    this.#devices = devices;
    this.#lifetime.add(() => {
      clearTimeout(this.#rest);
      this.events.clear();
    });
    this.#follow = this.#lifetime.own(new DeviceFollow(devices, 'output', wanted));
    this.#follow.events.on('told', ({ news }) => {
      this.#back = news.state === 'back' ? news : undefined;
      this.#gone ||= news.state === 'away';
      if (news.state !== 'back') {
        this.events.emit('told', { news });
      }
    });
    const apply = (): void => {
      this.#apply();
    };
    this.#follow.events.on('changed', apply);
    this.#lifetime.add(
      devices.events.on('changed', ({ kind }) => {
        if (kind === 'output') {
          apply(); // there are some again, or none any more
        }
      }),
    );
    // The device went, and the browser stopped the graph.
    const broken = (): void => {
      if (this.#follow.deviceId === undefined) {
        apply();
      } else {
        this.#follow.lost(undefined);
      }
    };
    context.addEventListener('error', broken);
    this.#lifetime.add(() => {
      context.removeEventListener('error', broken);
    });
    if (wanted !== undefined) {
      apply();
    }
  }

  /** @param deviceId undefined: the system's default */
  choose(deviceId: string | undefined): void {
    this.#follow.choose(deviceId);
  }

  close(): void {
    this.#lifetime.end();
  }

  /** One change at a time, each to what is wanted when its turn comes. */
  #apply(): void {
    this.#turn = this.#turn.then(() => this.#bring());
  }

  async #bring(): Promise<void> {
    const context = this.#context;
    if (context === undefined || this.#lifetime.ended) {
      return;
    }
    const wanted = this.#wanted;
    clearTimeout(this.#rest);
    const restMs = this.#left?.id === wanted ? this.#left.atMs + REST_MS - performance.now() : 0;
    if (restMs > 0) {
      this.#rest = setTimeout(() => {
        this.#apply();
      }, restMs);
      return;
    }
    try {
      const { sinkId } = context;
      if (!isSame(sinkId, wanted)) {
        await context.setSinkId(wanted);
        this.#left = this.#gone && typeof sinkId === 'string' ? { id: sinkId, atMs: performance.now() } : undefined;
      }
      this.#gone = false;
      this.#tellBack(wanted);
      // Where the page may not be heard yet this stays pending, as every resume does: nothing may wait for it.
      context.resume().catch(() => undefined);
    } catch (cause) {
      this.#fail(wanted, cause);
    }
  }

  get #wanted(): string | Silence {
    const { known, devices } = this.#devices.list('output');
    return known && devices.length === 0 && this.#devices.list('input').devices.length > 0
      ? { type: 'none' }
      : (this.#follow.deviceId ?? SYSTEM_DEFAULT);
  }

  #tellBack(heardOn: string | Silence): void {
    const news = this.#back;
    if (news !== undefined && heardOn === this.#follow.deviceId && !this.#lifetime.ended) {
      this.#back = undefined;
      this.events.emit('told', { news });
    }
  }

  #fail(wanted: string | Silence, cause: unknown): void {
    if (this.#lifetime.ended) {
      return;
    }
    if (wanted === this.#follow.deviceId) {
      this.#follow.lost(undefined); // to the default, which is told
    } else {
      this.events.emit('troubled', {
        error: new AppError('speaker_unavailable', 'the output could not be set', { cause }),
      });
    }
  }
}

const isSame = (one: string | Silence, other: string | Silence): boolean =>
  one === other || (typeof one === 'object' && typeof other === 'object');
