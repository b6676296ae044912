import { Emitter } from '../../common/emitter.ts';
import type { MemberId } from '../../common/ids.ts';
import type { Closable } from '../../common/lifetime.ts';
import type { ProducerSource } from '../../common/media.ts';
import { clampGain } from './gain.ts';
import type { Delivery } from './worklets/peopleMessages.ts';

/** How everybody is heard. */
export interface HearingSettings {
  /** Everybody's speech comes at one loudness. */
  readonly autoLevel: boolean;
  /** Everybody has a place between left and right, always the same. */
  readonly panning: boolean;
  /** Both ears hear the same. */
  readonly mono: boolean;
  /** While somebody speaks who is heard above the others, these are softer. */
  readonly ducking: boolean;
}

/** How one person is heard. */
export interface PersonHearing {
  /** Of their voice, 0 to 2. */
  readonly volume: number;
  /** Of the sound of a screen they share, 0 to 2. */
  readonly screenVolume: number;
  /** For this listener only. */
  readonly muted: boolean;
  /** Not where it is switched off for everybody. */
  readonly levelled: boolean;
  /** The gain that levels them, as last measured, dB; undefined: not known yet. */
  readonly learnedDb: number | undefined;
}

export const DEFAULT_HEARING: HearingSettings = { autoLevel: true, panning: false, mono: false, ducking: true };

/** Somebody of whom nothing was chosen. */
export const AS_SENT: PersonHearing = {
  volume: 1,
  screenVolume: 1,
  muted: false,
  levelled: true,
  learnedDb: undefined,
};

/** No voice is only in one ear. */
const WIDEST_PAN = 0.6;

interface HearingEvents {
  changed: object;
  /** The gain that levels this person. */
  learned: { memberId: MemberId; gainDb: number };
}

/** What the listener chose: how everybody is heard, and each person. Everything that delivers sound follows it. */
export class Hearing implements Closable {
  readonly events = new Emitter<HearingEvents>();
  #settings = DEFAULT_HEARING;
  #music = false;
  /** Those who speak above the others right now. */
  #leading: ReadonlySet<MemberId> = new Set();
  #people: ReadonlyMap<MemberId, PersonHearing> = new Map();

  choose(settings: HearingSettings, people: ReadonlyMap<MemberId, PersonHearing>): void {
    this.#settings = settings;
    this.#people = people;
    this.events.emit('changed', {});
  }

  /** In a channel for music everything is heard as it is sent: level and place are part of it. */
  setMusic(music: boolean): void {
    if (music !== this.#music) {
      this.#music = music;
      this.events.emit('changed', {});
    }
  }

  /** These speak above the others now; several do so side by side, and nobody: everybody is as loud as ever. */
  lead(leading: ReadonlySet<MemberId>): void {
    this.#leading = leading;
    this.events.emit('changed', {});
  }

  /** How sound of this source is to be delivered. @param memberId whose it is; undefined: nobody's yet */
  deliveryOf(memberId: MemberId | undefined, source: ProducerSource): Delivery {
    const person = (memberId === undefined ? undefined : this.#people.get(memberId)) ?? AS_SENT;
    const { autoLevel, panning, mono, ducking } = this.#settings;
    const voice = source === 'microphone';
    const speech = voice && !this.#music;
    return {
      speaker: memberId ?? '',
      gain: person.muted ? 0 : clampGain(voice ? person.volume : person.screenVolume),
      pan: speech && panning && memberId !== undefined ? placeOf(memberId) : 0,
      mono,
      ducked: voice && ducking && this.#leading.size > 0 && memberId !== undefined && !this.#leading.has(memberId),
      levelled: speech && autoLevel && person.levelled,
      learnedDb: person.learnedDb,
    };
  }

  learn(memberId: MemberId, gainDb: number): void {
    this.events.emit('learned', { memberId, gainDb });
  }

  close(): void {
    this.events.clear();
  }
}

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
const FNV = { basis: 0x811c9dc5, prime: 0x01000193 } as const;
/** As many places as can be told apart, beside the middle. */
const PAN_STEPS = 12;

/** Where somebody sits, from left (-0.6) to right (0.6): by their id, so that it is so in every call. */
export function placeOf(memberId: MemberId): number {
  let hash: number = FNV.basis;
  for (const letter of memberId) {
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), FNV.prime);
  }
  return (((hash >>> 8) % (PAN_STEPS + 1)) / (PAN_STEPS / 2) - 1) * WIDEST_PAN;
}
