import { createHash, timingSafeEqual } from 'node:crypto';
import { Emitter } from '../../common/emitter.ts';
import { AppError } from '../../common/errors.ts';
import type { Closable } from '../../common/lifetime.ts';
import { partyCode, type Newcomer } from '../../common/party.ts';
import type { PartySettings } from '../community/PartySettings.ts';
import type { Connection } from './Connection.ts';
import { RequestWindow, type DoorLimits } from './limits.ts';

/** Addresses remembered for wrong codes and refusals; beyond it the oldest is forgotten. */
const REMEMBERED = 512;

interface Waiting {
  readonly newcomer: Newcomer;
  readonly connection: Connection;
  readonly timer: NodeJS.Timeout;
  readonly forget: () => void;
}

/** How a newcomer means to come in. */
export interface Knock {
  readonly name: string;
  readonly code: string | undefined;
  /** By an invite that holds: neither the code nor the host is asked. */
  readonly invited: boolean;
}

/**
 * Who may come in: whoever knows the code, where one is set, and whom the owner lets in, where that is chosen. Members
 * who come back were let in before. A wrong code costs its address a try, and all of them together some.
 */
export class Doorkeeper implements Closable {
  readonly events = new Emitter<{ waitingChanged: { waiting: readonly Newcomer[] } }>();
  readonly #settings: PartySettings;
  readonly #limits: DoorLimits;
  readonly #waiting = new Map<Connection, Waiting>();
  readonly #admitted = new WeakSet<Connection>();
  readonly #tries = new Map<string, RequestWindow>();
  readonly #allTries: RequestWindow;
  /** Addresses of those who were taken out, and until when they stay out. */
  readonly #kicked = new Map<string, number>();
  /** Addresses that were refused, and until when they need not ask again. */
  readonly #refused = new Map<string, number>();
  readonly #unfollow: () => void;
  #lastId = 0;

  constructor(settings: PartySettings, limits: DoorLimits) {
    this.#settings = settings;
    this.#limits = limits;
    this.#allTries = new RequestWindow(limits.wrongCodesOfAll);
    this.#unfollow = settings.events.on('changed', ({ settings: { ask } }) => {
      if (!ask) {
        for (const { newcomer } of this.#waiting.values()) {
          this.decide(newcomer.id, true);
        }
      }
    });
  }

  get waiting(): Newcomer[] {
    return [...this.#waiting.values()].map(({ newcomer }) => newcomer);
  }

  /**
   * Passes whoever may come in now.
   * @throws AppError `code_needed`, `code_wrong`, `rate_limited`, `door_refused`; `awaiting_host` when they have to wait, which
   * `doorAnswered` ends
   */
  require(connection: Connection, knock: Knock): void {
    if (this.#admitted.has(connection)) {
      return;
    }
    this.requireNotShut(connection);
    if (knock.invited) {
      return;
    }
    const { code, ask } = this.#settings.current;
    if (code !== null) {
      this.#requireCode(connection, code, knock.code);
    }
    if (ask) {
      this.#wait(connection, knock.name);
    }
  }

  /** @throws AppError `door_refused` for whoever was taken out a moment ago */
  requireNotShut(connection: Connection): void {
    const outMs = (this.#kicked.get(connection.group) ?? 0) - performance.now();
    if (outMs > 0) {
      throw new AppError('door_refused', 'taken out a moment ago', { retryAfterMs: outMs });
    }
  }

  /** @throws AppError `not_found` when they gave up */
  decide(id: number, admit: boolean): void {
    const found = [...this.#waiting.values()].find(({ newcomer }) => newcomer.id === id);
    if (found === undefined) {
      throw new AppError('not_found', 'nobody waits under this number');
    }
    const { connection } = found;
    this.#forget(connection);
    if (admit) {
      this.#admitted.add(connection);
    } else {
      remember(this.#refused, connection.group, performance.now() + this.#limits.refusedMs);
    }
    connection.tell('doorAnswered', { outcome: admit ? 'admitted' : 'refused' });
  }

  /** Keeps somebody who was taken out from coming back at once. */
  shutFor(connection: Connection): void {
    remember(this.#kicked, connection.group, performance.now() + this.#limits.kickedMs);
  }

  close(): void {
    this.#unfollow();
    for (const { timer } of this.#waiting.values()) {
      clearTimeout(timer);
    }
    this.#waiting.clear();
    this.events.clear();
  }

  #requireCode(connection: Connection, code: string, given: string | undefined): void {
    if (given === undefined) {
      throw new AppError('code_needed', 'this party has a code');
    }
    const nowMs = performance.now();
    const { group } = connection;
    const tries = this.#tries.get(group) ?? remember(this.#tries, group, new RequestWindow(this.#limits.wrongCodes));
    // Looked at before the code: who has no try left does not learn whether it is right.
    const waitMs = Math.max(tries.waitMs(nowMs), this.#allTries.waitMs(nowMs));
    if (waitMs > 0) {
      throw new AppError('rate_limited', 'too many wrong codes', { retryAfterMs: waitMs });
    }
    const parsed = partyCode.safeParse(given);
    if (!parsed.success || !isSame(parsed.data, code)) {
      tries.pass(nowMs);
      this.#allTries.pass(nowMs);
      throw new AppError('code_wrong', 'not the code of this party');
    }
  }

  #wait(connection: Connection, name: string): never {
    const known = this.#waiting.get(connection);
    if (known === undefined) {
      const untilMs = this.#refused.get(connection.group) ?? 0;
      if (untilMs > performance.now()) {
        throw new AppError('door_refused', 'not let in', { retryAfterMs: untilMs - performance.now() });
      }
      const ofOne = [...this.#waiting.keys()].filter(({ group }) => group === connection.group).length;
      if (ofOne >= this.#limits.waitingOfOne || this.#waiting.size >= this.#limits.waitingOfAll) {
        throw new AppError('rate_limited', 'too many wait at the door', { retryAfterMs: this.#limits.refusedMs });
      }
      connection.linger(this.#limits.waitMs + this.#limits.graceMs);
      const timer = setTimeout(() => {
        this.#forget(connection);
        connection.tell('doorAnswered', { outcome: 'expired' });
      }, this.#limits.waitMs);
      const forget = connection.whenOver(() => {
        this.#forget(connection);
      });
      this.#lastId += 1;
      const newcomer = { id: this.#lastId, name, from: connection.whereabouts, sinceMs: Date.now() };
      this.#waiting.set(connection, { newcomer, connection, timer, forget });
      this.#tell();
    }
    throw new AppError('awaiting_host', 'the host is asked');
  }

  #forget(connection: Connection): void {
    const waiting = this.#waiting.get(connection);
    if (waiting !== undefined) {
      clearTimeout(waiting.timer);
      waiting.forget();
      this.#waiting.delete(connection);
      this.#tell();
    }
  }

  #tell(): void {
    this.events.emit('waitingChanged', { waiting: this.waiting });
  }
}

const remember = <T>(map: Map<string, T>, key: string, value: T): T => {
  const [oldest] = map.keys();
  if (map.size >= REMEMBERED && oldest !== undefined) {
    map.delete(oldest);
  }
  map.set(key, value);
  return value;
};

/** By hashes, which takes equally long whatever was given. */
const isSame = (given: string, code: string): boolean => {
  const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hashOf(given), hashOf(code));
};
