/** Whoever hosts a party decides who comes in and how it is called: requests and notices of the owner alone. */
import { z } from 'zod';
import { certificateFingerprint } from './lan.ts';
import { memberId } from './ids.ts';
import { outsideState } from './outside.ts';

export const PARTY_NAME_MAX_LENGTH = 64;
const CODE_MIN_LENGTH = 4;
export const CODE_MAX_LENGTH = 32;

/** What a party may be called: one line without control or direction-changing characters. */
export const partyName = z
  .string()
  .max(PARTY_NAME_MAX_LENGTH * 4)
  .transform((name) => name.normalize('NFC').trim().replace(/\s+/gu, ' '))
  .pipe(
    z
      .string()
      .min(1)
      .max(PARTY_NAME_MAX_LENGTH)
      .regex(/^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}]+$/u),
  );

/** Said at the door: letters and digits, told on the phone without doubt, so case and spaces do not count. */
export const partyCode = z
  .string()
  .max(CODE_MAX_LENGTH * 4)
  .transform((code) =>
    code
      .normalize('NFKC')
      .replace(/[\s-]+/gu, '')
      .toUpperCase(),
  )
  .pipe(
    z
      .string()
      .min(CODE_MIN_LENGTH)
      .max(CODE_MAX_LENGTH)
      .regex(/^[\p{L}\p{N}]+$/u),
  );

/** Where somebody connects from: the very machine, its network, or another. */
export const whereabouts = z.object({
  place: z.enum(['here', 'network', 'outside']),
  family: z.enum(['IPv4', 'IPv6']),
});
export type Whereabouts = z.infer<typeof whereabouts>;

/** Somebody at the door who waits to be let in. */
export const newcomer = z.object({
  /** Of this wait: whoever asks again has another. */
  id: z.number().int(),
  name: z.string(),
  from: whereabouts,
  sinceMs: z.number().int(),
});
export type Newcomer = z.infer<typeof newcomer>;

/** What the owner has chosen. */
export const doorSettings = z.object({
  name: z.string(),
  /** What guests have to know to come in; null lets everybody. */
  code: z.string().nullable(),
  /** Whether the owner is asked about each newcomer. */
  ask: z.boolean(),
});
export type DoorSettings = z.infer<typeof doorSettings>;

const present = z.object({
  memberId,
  from: whereabouts,
  /** Of their call as it was measured last; null outside of one, and where it is not known. */
  roundTripMs: z.number().nullable(),
  lossPercent: z.number().nullable(),
});
export type Present = z.infer<typeof present>;

/** An address of the party, and what kind of network it is of. */
export const partyAddress = z.object({
  url: z.string(),
  link: z.enum(['lan', 'vpn', 'virtual', 'loopback', 'outside']),
});
export type PartyAddress = z.infer<typeof partyAddress>;

export const partyRequests = {
  /** The party as only its owner sees it. */
  loadParty: {
    data: z.object({}),
    answer: z.object({
      settings: doorSettings,
      /** The best for people on the same network first. */
      addresses: z.array(partyAddress),
      fingerprint: certificateFingerprint,
      outside: outsideState,
      /** What voice and pictures come in by, UDP and TCP. */
      mediaPorts: z.array(z.number().int()),
      waiting: z.array(newcomer),
      present: z.array(present),
    }),
  },
  /** What is not named stays. A new code is asked of newcomers only. */
  updateParty: {
    data: z.object({
      name: partyName.exactOptional(),
      code: partyCode.nullable().exactOptional(),
      ask: z.boolean().exactOptional(),
    }),
    answer: z.object({ settings: doorSettings }),
  },
  /** Has the router let in guests from other networks, or no longer. How it goes is seen by `loadParty`. */
  openOutside: { data: z.object({ open: z.boolean() }), answer: z.object({ outside: outsideState }) },
  /** Out of the party: their sessions end, and for a minute their address cannot come in. */
  kickMember: { data: z.object({ memberId }), answer: z.object({}) },
  /** Lets somebody in, or not. */
  decideNewcomer: { data: z.object({ id: z.number().int(), admit: z.boolean() }), answer: z.object({}) },
} as const;

export const partyNotices = {
  /** To the owner: who waits at the door, and what is chosen. */
  doorChanged: z.object({ settings: doorSettings, waiting: z.array(newcomer) }),
  /** To whoever waits: whether to come in now, by authenticating again on the same connection. */
  doorAnswered: z.object({ outcome: z.enum(['admitted', 'refused', 'expired']) }),
  /** To whoever is taken out, before the connection ends. */
  kicked: z.object({ banned: z.boolean().exactOptional() }),
  /** To everybody. */
  partyRenamed: z.object({ name: z.string() }),
} as const;
