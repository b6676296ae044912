import { expect, it } from 'vitest';
import { transportsOf } from '../../../../renderer/voice/transports.ts';

const report = (...stats: readonly (Record<string, unknown> & { readonly id: string })[]): Map<string, unknown> =>
  new Map(stats.map((one) => [one.id, one]));

it('says of each transport how it stands and by which kinds of candidates, and nothing of addresses', () => {
  const receiving = report(
    { id: 'T', type: 'transport', iceState: 'connected', dtlsState: 'connected', selectedCandidatePairId: 'P2' },
    { id: 'P1', type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R', currentRoundTripTime: 9 },
    { id: 'P2', type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R', currentRoundTripTime: 0.02 },
    { id: 'L', type: 'local-candidate', candidateType: 'prflx', protocol: 'udp', address: '192.0.2.7' },
    { id: 'R', type: 'remote-candidate', candidateType: 'host', protocol: 'udp', address: '192.0.2.8' },
    { id: 'X', type: 'peer-connection' },
  );
  const sending = report({ id: 'T', type: 'transport', iceState: 'new' });
  const told = transportsOf([receiving, sending]);
  expect(told).toMatchObject([
    { direction: 'received', ice: 'connected', dtls: 'connected', pair: 'prflx, host, udp', roundTripMs: 20 },
    { direction: 'sent', ice: 'new', dtls: undefined, pair: undefined, roundTripMs: null },
  ]);
  expect(JSON.stringify(told)).not.toContain('192.0.2');
});

it('is in peace with whatever a browser counts otherwise', () => {
  expect(transportsOf([report({ id: 'T', type: 'transport', iceState: 7 })])).toMatchObject([
    { ice: undefined, pair: undefined },
  ]);
  expect(transportsOf([new Map()])).toMatchObject([{ ice: undefined }]);
});
