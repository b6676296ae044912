import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { z } from 'zod';
import { memberId as memberIdSchema, type MemberId } from '../../common/ids.ts';
import { readStored, writeStored } from '../platform/storage.ts';
import { MAX_GAIN } from '../voice/gain.ts';
import { oneForAll } from './oneForAll.ts';
import { useServerStore } from './server.ts';
import type { Portable } from './settings/portable.ts';
import { AS_SENT, DEFAULT_HEARING, type Hearing, type HearingSettings, type PersonHearing } from '../voice/Hearing.ts';

const SETTINGS_KEY = 'yankcord.hearing';
const PEOPLE_KEY = 'yankcord.people';
/** Of all servers together; whoever was changed longest ago goes first. */
export const PEOPLE_MAX = 500;

const storedSettings = z
  .object({
    autoLevel: z.boolean().catch(DEFAULT_HEARING.autoLevel),
    panning: z.boolean().catch(DEFAULT_HEARING.panning),
    mono: z.boolean().catch(DEFAULT_HEARING.mono),
    ducking: z.boolean().catch(DEFAULT_HEARING.ducking),
  })
  .catch(DEFAULT_HEARING);

/** Somebody on a server: never by name, which another may have tomorrow. */
interface KnownPerson {
  readonly origin: string;
  readonly memberId: MemberId;
  readonly hearing: PersonHearing;
}

const volume = z.number().min(0).max(MAX_GAIN).catch(1);
const storedPerson = z
  .object({
    origin: z.string().max(512),
    memberId: memberIdSchema,
    volume,
    screenVolume: volume,
    muted: z.boolean().catch(AS_SENT.muted),
    levelled: z.boolean().catch(AS_SENT.levelled),
    learnedDb: z.number().min(-60).max(60).optional().catch(undefined),
  })
  .transform(({ origin, memberId, learnedDb, ...chosen }): KnownPerson => ({
    origin,
    memberId,
    hearing: { ...chosen, learnedDb },
  }));

/** @param stored anything at all, as it was found */
export const parseHearing = (stored: unknown): HearingSettings => storedSettings.parse(stored);

/** Entries that are broken are left out, and cost no other. @param stored anything at all, as it was found */
export function parsePeople(stored: unknown): readonly KnownPerson[] {
  const listed = z.array(z.unknown()).catch([]).parse(stored);
  return listed
    .slice(-PEOPLE_MAX)
    .map((one) => storedPerson.safeParse(one))
    .flatMap((parsed) => (parsed.success ? [parsed.data] : []));
}

/** The list with this person changed, at its end. Somebody of whom nothing is chosen or known needs no entry. */
export function withPerson(
  people: readonly KnownPerson[],
  origin: string,
  memberId: MemberId,
  change: Partial<PersonHearing>,
): readonly KnownPerson[] {
  const is = (one: KnownPerson): boolean => one.origin === origin && one.memberId === memberId;
  const hearing = { ...AS_SENT, ...people.find(is)?.hearing, ...change };
  const others = people.filter((one) => !is(one));
  const plain =
    hearing.volume === 1 &&
    hearing.screenVolume === 1 &&
    !hearing.muted &&
    hearing.levelled &&
    hearing.learnedDb === undefined;
  return plain ? others : [...others, { origin, memberId, hearing }].slice(-PEOPLE_MAX);
}

const onThisDevice = oneForAll(() => ({
  settings: shallowRef(parseHearing(readStored(SETTINGS_KEY) ?? {})),
  known: shallowRef(parsePeople(readStored(PEOPLE_KEY))),
}));

/** How the listener wants everybody to be heard; kept on this device. The truth of a call is its `Hearing`. */
export const useHearingStore = defineStore('hearing', () => {
  const { settings, known } = onThisDevice();
  const server = shallowRef<string>();
  const call = useServerStore();

  /** Those of the server one is on. */
  const people = computed<ReadonlyMap<MemberId, PersonHearing>>(
    () =>
      new Map(
        known.value.filter(({ origin }) => origin === server.value).map(({ memberId, hearing }) => [memberId, hearing]),
      ),
  );

  /** Those in one's own call who speak above the others right now; the same set while they are the same. */
  const leading = computed<ReadonlySet<MemberId>>((before) => {
    const channelId = call.ownVoiceChannel;
    const people = channelId === undefined ? undefined : call.voiceMembers.get(channelId);
    const now = (people ?? [])
      .filter(({ priority, speaking, muted, serverMuted }) => priority && speaking && !muted && !serverMuted)
      .map(({ memberId }) => memberId);
    return before?.size === now.length && now.every((id) => before.has(id)) ? before : new Set(now);
  });

  function change(changed: Partial<HearingSettings>): void {
    settings.value = { ...settings.value, ...changed };
    writeStored(SETTINGS_KEY, settings.value);
  }

  function changePerson(memberId: MemberId, changed: Partial<PersonHearing>): void {
    if (server.value === undefined) {
      return;
    }
    known.value = withPerson(known.value, server.value, memberId, changed);
    writeStored(PEOPLE_KEY, storedPeople());
  }

  const storedPeople = (): unknown => known.value.map(({ hearing, ...who }) => ({ ...who, ...hearing }));

  const portable: Portable = {
    give: () => ({ ...settings.value, people: storedPeople() }),
    take: (stored) => {
      settings.value = parseHearing(stored);
      known.value = parsePeople(z.object({ people: z.unknown() }).safeParse(stored).data?.people);
      writeStored(SETTINGS_KEY, settings.value);
      writeStored(PEOPLE_KEY, storedPeople());
    },
  };

  /** Keeps a call's hearing as it is chosen here, until the answered function is called. */
  function follow(hearing: Hearing, origin: string): () => void {
    server.value = origin;
    const endLearning = hearing.events.on('learned', ({ memberId, gainDb }) => {
      changePerson(memberId, { learnedDb: gainDb });
    });
    const endWatching = watch(
      [settings, people],
      () => {
        hearing.choose(settings.value, people.value);
      },
      { immediate: true, flush: 'sync' },
    );
    const endLeading = watch(
      leading,
      (now) => {
        hearing.lead(now);
      },
      { immediate: true, flush: 'sync' },
    );
    return () => {
      endLearning();
      endWatching();
      endLeading();
      server.value = undefined;
    };
  }

  return {
    portable,
    settings: computed(() => settings.value),
    /** Others are softer here because of this person. */
    isLeading: (memberId: MemberId) => settings.value.ducking && leading.value.has(memberId),
    change,
    of: (memberId: MemberId): PersonHearing => people.value.get(memberId) ?? AS_SENT,
    changePerson,
    follow,
  };
});
