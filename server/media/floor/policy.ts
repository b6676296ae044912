/** Who gets a place of the floor when more people speak than it has: the loudest and most recent, priority always. */

/** A place whose holder was silent for so long is free to anyone. */
export const HOLD_MS = 250;
/** A voice louder than a held one by this much … */
const LOUDER_DB = 6;
/** … for so long takes its place: a cough does not. */
const LOUDER_MS = 100;

export interface Speaker {
  /** Always heard: takes a place at once, and keeps it. */
  readonly priority: boolean;
  /** Smoothed, -dBov: less is louder. */
  readonly level: number;
}

export interface Contender extends Speaker {
  /** Since when it has been clearly louder than the weakest holder; the caller keeps it between calls. */
  louderSinceMs: number | undefined;
}

export interface HeldPlace {
  readonly holder: Speaker | undefined;
  readonly lastVoiceMs: number;
}

const weaker = (a: Speaker, b: Speaker): boolean =>
  a.priority === b.priority ? a.level > b.level : !a.priority && b.priority;

/** The place that this contender takes now; undefined while it has to wait. */
export const placeFor = <Place extends HeldPlace>(
  places: readonly Place[],
  contender: Contender,
  nowMs: number,
): Place | undefined => {
  const free = places.filter(({ holder, lastVoiceMs }) => holder === undefined || nowMs - lastVoiceMs >= HOLD_MS);
  if (free.length > 0) {
    // The longest unused: whoever spoke last finds their place again after a pause.
    return free.reduce((oldest, place) => (place.lastVoiceMs < oldest.lastVoiceMs ? place : oldest));
  }
  const weakest = places.reduce<Place | undefined>(
    (found, place) =>
      found?.holder === undefined || (place.holder !== undefined && weaker(place.holder, found.holder)) ? place : found,
    undefined,
  );
  if (weakest?.holder === undefined || (weakest.holder.priority && !contender.priority)) {
    contender.louderSinceMs = undefined;
    return undefined;
  }
  if (contender.priority && !weakest.holder.priority) {
    return weakest;
  }
  if (contender.level + LOUDER_DB > weakest.holder.level) {
    contender.louderSinceMs = undefined;
    return undefined;
  }
  contender.louderSinceMs ??= nowMs;
  return nowMs - contender.louderSinceMs >= LOUDER_MS ? weakest : undefined;
};
