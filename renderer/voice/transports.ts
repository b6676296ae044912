/** The two transports of a call, as the browser counts them (https://www.w3.org/TR/webrtc-stats/); no addresses. */
import { z } from 'zod';

const text = z.string().max(64).optional().catch(undefined);
const stat = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('transport'),
    iceState: text,
    dtlsState: text,
    selectedCandidatePairId: text,
    srtpCipher: text,
    selectedCandidatePairChanges: z.number().optional().catch(undefined),
  }),
  z.object({
    type: z.literal('candidate-pair'),
    id: z.string(),
    localCandidateId: text,
    remoteCandidateId: text,
    /** Seconds. */
    currentRoundTripTime: z.number().optional().catch(undefined),
  }),
  z.object({ type: z.literal('local-candidate'), id: z.string(), candidateType: text, protocol: text }),
  z.object({ type: z.literal('remote-candidate'), id: z.string(), candidateType: text, protocol: text }),
]);
type Stat = z.infer<typeof stat>;

export interface TransportReport {
  readonly direction: 'sent' | 'received';
  readonly ice: string | undefined;
  readonly dtls: string | undefined;
  readonly cipher: string | undefined;
  /** Kinds of both ends and how they speak, such as `host, prflx, udp`; undefined without a way. */
  readonly pair: string | undefined;
  readonly roundTripMs: number | null;
  /** How often the way changed. */
  readonly changes: number | null;
}

/** @param reports of the receiving transport and the sending one */
export function transportsOf(reports: readonly ReadonlyMap<string, unknown>[]): readonly TransportReport[] {
  return reports.map((report, index) => {
    const stats = [...report.values()].flatMap((each): Stat[] => {
      const parsed = stat.safeParse(each);
      return parsed.success ? [parsed.data] : [];
    });
    const transport = stats.find((one) => one.type === 'transport');
    const pair = stats.find((one) => one.type === 'candidate-pair' && one.id === transport?.selectedCandidatePairId);
    return {
      direction: index === 0 ? 'received' : 'sent',
      ice: transport?.iceState,
      dtls: transport?.dtlsState,
      cipher: transport?.srtpCipher,
      pair: pair?.type === 'candidate-pair' ? kindsOf(stats, pair) : undefined,
      roundTripMs:
        pair?.type !== 'candidate-pair' || pair.currentRoundTripTime === undefined
          ? null
          : pair.currentRoundTripTime * 1_000,
      changes: transport?.selectedCandidatePairChanges ?? null,
    };
  });
}

function kindsOf(
  stats: readonly Stat[],
  { localCandidateId, remoteCandidateId }: Extract<Stat, { type: 'candidate-pair' }>,
): string {
  const local = stats.find((one) => one.type === 'local-candidate' && one.id === localCandidateId);
  const remote = stats.find((one) => one.type === 'remote-candidate' && one.id === remoteCandidateId);
  return [
    local?.type === 'local-candidate' ? local.candidateType : undefined,
    remote?.type === 'remote-candidate' ? remote.candidateType : undefined,
    remote?.type === 'remote-candidate' ? remote.protocol : undefined,
  ]
    .map((part) => part ?? '?')
    .join(', ');
}
