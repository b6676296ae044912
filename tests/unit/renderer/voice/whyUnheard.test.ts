import { describe, expect, it } from 'vitest';
import { memberId } from '../../../../common/ids.ts';

import { firstBroken, LINKS, walk, type HearingFacts } from '../../../../renderer/voice/whyUnheard.ts';
import { english } from '../../../fakes/words.ts';

const SERVER = {
  packets: 200,
  trace: { microphone: { paused: false, packets: 4_000, score: 10 }, others: 2, unhearing: [] },
} as const satisfies HearingFacts['server'];

/** Somebody who is heard by two others. */
const HEARD: HearingFacts = {
  device: { kind: 'live' },
  loudestDb: -20,
  thresholdDb: -50,
  voice: true,
  muted: false,
  deafened: false,
  serverMuted: false,
  uplink: { state: 'connected', producing: true, packetsSent: 200, lossPercent: 0 },
  server: SERVER,
};
const UPLINK = { state: 'connected', producing: true, packetsSent: 200, lossPercent: 0 } as const;
const MICROPHONE = SERVER.trace.microphone;
const BEN = memberId.parse('ben');

const traced = (trace: Partial<NonNullable<HearingFacts['server']>['trace']>): Partial<HearingFacts> => ({
  server: { ...SERVER, trace: { ...SERVER.trace, ...trace } },
});

it('nothing is wrong with somebody who is heard', () => {
  const steps = walk(HEARD);
  expect(steps.map(({ link, state }) => [link, state])).toEqual(LINKS.map((link) => [link, 'good']));
  expect(firstBroken(steps)).toBeUndefined();
});

describe('each link that does not hold is named, and only it', () => {
  it.each<[string, Partial<HearingFacts>, string | undefined]>([
    ['deviceOpening', { device: { kind: 'opening' } }, undefined],
    ['deviceDenied', { device: { kind: 'closed', fault: 'microphone_denied' } }, 'retryDevice'],
    ['deviceMissing', { device: { kind: 'closed', fault: 'microphone_missing' } }, 'openSettings'],
    ['deviceBusy', { device: { kind: 'closed', fault: 'microphone_busy' } }, 'openSettings'],
    ['deviceNone', { device: { kind: 'closed', fault: undefined } }, 'retryDevice'],
    ['deviceEnded', { device: { kind: 'ended' } }, 'retryDevice'],
    ['deviceSwitchedOff', { device: { kind: 'muted' } }, 'openSettings'],
    ['levelNone', { loudestDb: -100, voice: false }, 'openSettings'],
    ['gateShut', { loudestDb: -60, voice: false }, 'openSettings'],
    ['choiceServerMuted', { serverMuted: true, muted: true }, undefined],
    ['choiceDeafened', { deafened: true, muted: true }, 'unmute'],
    ['choiceMuted', { muted: true }, 'unmute'],
    ['uplinkNoCall', { uplink: undefined }, undefined],
    ['uplinkUntaken', { uplink: { ...UPLINK, producing: false } }, 'reconnect'],
    ['uplinkOpening', { uplink: { ...UPLINK, state: 'connecting' } }, undefined],
    ['uplinkCut', { uplink: { ...UPLINK, state: 'disconnected' } }, 'reconnect'],
    ['uplinkCut', { uplink: { ...UPLINK, state: 'failed' } }, 'reconnect'],
    ['uplinkSilent', { uplink: { ...UPLINK, packetsSent: 0 } }, 'reconnect'],
    ['uplinkLossy', { uplink: { ...UPLINK, lossPercent: 40 } }, undefined],
    ['serverUnknown', { server: undefined }, undefined],
    ['serverNone', traced({ microphone: null }), 'reconnect'],
    ['serverPaused', traced({ microphone: { ...MICROPHONE, paused: true } }), 'reconnect'],
    ['serverSilent', { server: { ...SERVER, packets: 0 } }, 'reconnect'],
    ['serverPoor', traced({ microphone: { ...MICROPHONE, score: 2 } }), undefined],
    ['othersNone', traced({ others: 0 }), undefined],
    ['othersSome', traced({ unhearing: [{ memberId: BEN, hearing: 'deafened' }] }), undefined],
  ])('%s', (finding, facts, remedy) => {
    const steps = walk({ ...HEARD, ...facts });
    const found = firstBroken(steps);
    expect(found).toMatchObject({ finding, remedy });
    const at = steps.findIndex((step) => step === found);
    expect(steps.slice(0, at).every(({ state }) => state === 'good')).toBe(true);
    expect(steps.slice(at + 1).every(({ state, finding: none }) => state === 'unknown' && none === undefined)).toBe(
      true,
    );
    expect(english.unheard).toHaveProperty(finding);
  });
});

it('the first of several is the one that is told', () => {
  const steps = walk({ ...HEARD, muted: true, uplink: undefined, server: undefined });
  expect(firstBroken(steps)?.finding).toBe('choiceMuted');
});
