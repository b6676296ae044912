/** Why somebody is not heard: the way from their microphone to the others, link by link. Pure. */
import type { ConnectionState } from 'mediasoup-client/types';
import type { ErrorCode } from '../../common/errors.ts';
import type { MicrophoneTrace } from '../../common/trace.ts';
import type { DeviceState } from './MicDevice.ts';

/** What is known about each link. */
export interface HearingFacts {
  readonly device: DeviceState;
  /** The loudest of the last seconds, dBFS. */
  readonly loudestDb: number;
  /** Above this it counts as speech, dBFS. */
  readonly thresholdDb: number;
  /** Voice was found in the last seconds. */
  readonly voice: boolean;
  readonly muted: boolean;
  readonly deafened: boolean;
  readonly serverMuted: boolean;
  /** Undefined outside of a call. */
  readonly uplink:
    | {
        readonly state: ConnectionState;
        /** The server took the microphone. */
        readonly producing: boolean;
        /** In the last seconds. */
        readonly packetsSent: number;
        /** Of those, as the server reported back; null where it did not. */
        readonly lossPercent: number | null;
      }
    | undefined;
  /** Undefined when the server did not answer. */
  readonly server:
    { readonly trace: MicrophoneTrace; /** In the last seconds. */ readonly packets: number } | undefined;
}

export const LINKS = ['device', 'level', 'gate', 'choice', 'uplink', 'server', 'others'] as const;
export type Link = (typeof LINKS)[number];

/** What was found at a link; each has its sentence in the catalogs under `unheard`. */
export type Finding =
  | 'deviceGood'
  | 'deviceOpening'
  | 'deviceDenied'
  | 'deviceMissing'
  | 'deviceBusy'
  | 'deviceEnded'
  | 'deviceSwitchedOff'
  | 'deviceNone'
  | 'levelGood'
  | 'levelNone'
  | 'gateGood'
  | 'gateShut'
  | 'choiceGood'
  | 'choiceServerMuted'
  | 'choiceDeafened'
  | 'choiceMuted'
  | 'uplinkGood'
  | 'uplinkNoCall'
  | 'uplinkOpening'
  | 'uplinkCut'
  | 'uplinkUntaken'
  | 'uplinkSilent'
  | 'uplinkLossy'
  | 'serverGood'
  | 'serverUnknown'
  | 'serverNone'
  | 'serverPaused'
  | 'serverSilent'
  | 'serverPoor'
  | 'othersGood'
  | 'othersNone'
  | 'othersSome';

/** What a person can do about a finding. */
export type Remedy = 'retryDevice' | 'openSettings' | 'unmute' | 'reconnect';

export interface Step {
  readonly link: Link;
  /** `waiting` may come right by itself; `unknown`: a link before it is broken, so nothing can be said. */
  readonly state: 'good' | 'waiting' | 'broken' | 'unknown';
  readonly finding: Finding | undefined;
  readonly remedy: Remedy | undefined;
}

type Verdict = Pick<Step, 'state' | 'finding' | 'remedy'>;

/** Below this even a quiet room is louder: nothing arrives from the device at all. */
const NOTHING_DB = -90;
/** From here on words are missing. */
const LOSSY_PERCENT = 20;
/** mediasoup's scores go to 10; at this or less most of a stream is lost. */
const POOR_SCORE = 3;

const good = (finding: Finding): Verdict => ({ state: 'good', finding, remedy: undefined });
const waiting = (finding: Finding): Verdict => ({ state: 'waiting', finding, remedy: undefined });
const broken = (finding: Finding, remedy?: Remedy): Verdict => ({ state: 'broken', finding, remedy });

/** Every link in order; after the first that does not hold the others are unknown. */
export function walk(facts: HearingFacts): readonly Step[] {
  let holds = true;
  return LINKS.map((link): Step => {
    if (!holds) {
      return { link, state: 'unknown', finding: undefined, remedy: undefined };
    }
    const verdict = LOOK[link](facts);
    holds = verdict.state === 'good';
    return { link, ...verdict };
  });
}

/** The first link that does not hold; undefined when everybody hears. */
export const firstBroken = (steps: readonly Step[]): Step | undefined => steps.find(({ state }) => state !== 'good');

const LOOK: Readonly<Record<Link, (facts: HearingFacts) => Verdict>> = {
  device: ({ device }) => {
    switch (device.kind) {
      case 'live':
        return good('deviceGood');
      case 'opening':
        return waiting('deviceOpening');
      case 'muted':
        return broken('deviceSwitchedOff', 'openSettings');
      case 'ended':
        return broken('deviceEnded', 'retryDevice');
      case 'closed':
        return lookAtFault(device.fault);
    }
  },
  level: ({ loudestDb }) => (loudestDb > NOTHING_DB ? good('levelGood') : broken('levelNone', 'openSettings')),
  gate: ({ voice }) => (voice ? good('gateGood') : broken('gateShut', 'openSettings')),
  choice: ({ muted, deafened, serverMuted }) => {
    if (serverMuted) {
      return broken('choiceServerMuted');
    }
    if (deafened) {
      return broken('choiceDeafened', 'unmute');
    }
    return muted ? broken('choiceMuted', 'unmute') : good('choiceGood');
  },
  uplink: ({ uplink }) => {
    if (uplink === undefined) {
      return broken('uplinkNoCall');
    }
    if (!uplink.producing) {
      return broken('uplinkUntaken', 'reconnect');
    }
    if (uplink.state === 'new' || uplink.state === 'connecting') {
      return waiting('uplinkOpening');
    }
    if (uplink.state !== 'connected') {
      return broken('uplinkCut', 'reconnect');
    }
    if (uplink.packetsSent === 0) {
      return broken('uplinkSilent', 'reconnect');
    }
    return (uplink.lossPercent ?? 0) >= LOSSY_PERCENT ? broken('uplinkLossy') : good('uplinkGood');
  },
  server: ({ server }) => {
    if (server === undefined) {
      return waiting('serverUnknown');
    }
    const { microphone } = server.trace;
    if (microphone === null) {
      return broken('serverNone', 'reconnect');
    }
    if (microphone.paused) {
      return broken('serverPaused', 'reconnect');
    }
    if (server.packets === 0) {
      return broken('serverSilent', 'reconnect');
    }
    return (microphone.score ?? 10) <= POOR_SCORE ? broken('serverPoor') : good('serverGood');
  },
  others: ({ server }) => {
    if (server === undefined || server.trace.others === 0) {
      return broken('othersNone');
    }
    return server.trace.unhearing.length === 0 ? good('othersGood') : broken('othersSome');
  },
};

function lookAtFault(fault: ErrorCode | undefined): Verdict {
  if (fault === 'microphone_denied') {
    return broken('deviceDenied', 'retryDevice');
  }
  if (fault === 'microphone_missing') {
    return broken('deviceMissing', 'openSettings');
  }
  return fault === 'microphone_busy' ? broken('deviceBusy', 'openSettings') : broken('deviceNone', 'retryDevice');
}
