import { useText, type TextKey } from '../text/index.ts';
import type { ConnectionReport } from '../voice/ConnectionProbe.ts';
import type { CallHealth } from '../voice/health.ts';
import type { PictureReport } from '../voice/picture.ts';
import { roundTripsOf, type QualityMoment } from '../voice/qualityHistory.ts';
import { maskAddress } from '../voice/streams.ts';
import type { FactGroup } from './useDebugFacts.ts';

export interface Diagnostics {
  /** @param facts of the debug panel, where it is open; @returns whether the browser allowed it */
  copy(
    health: CallHealth,
    report: ConnectionReport | undefined,
    history: readonly QualityMoment[],
    facts?: readonly FactGroup[],
  ): Promise<boolean>;
}

const NONE = '–';
const rounded = (value: number | null | undefined, unit: string): string =>
  value === null || value === undefined ? NONE : `${String(Math.round(value * 10) / 10)} ${unit}`;

/** Such as `1280×720 30/s r1 bandwidth libvpx`: values alone, in the browser's own words. */
function pictureFigures({ size, fps, layer, limitedBy, coder }: PictureReport): string {
  const pixels = size === undefined ? NONE : `${String(size.width)}×${String(size.height)}`;
  return [pixels, `${fps === null ? NONE : String(fps)}/s`, layer ?? NONE, limitedBy ?? NONE, coder ?? NONE].join(' ');
}

/** How the call goes as a plain text to give to somebody who helps: no names, no secrets, no full addresses. */
export function useDiagnostics(): Diagnostics {
  const { t } = useText();

  function write(
    health: CallHealth,
    report: ConnectionReport | undefined,
    history: readonly QualityMoment[],
    facts: readonly FactGroup[],
  ): readonly string[] {
    const { quality, way, streams = [] } = report ?? {};
    const line = (name: TextKey, ...values: readonly string[]): string => `${t(name)}: ${values.join(' / ')}`;
    const both = `${t('connection.fromYou')} / ${t('connection.toYou')}`;
    return [
      line('connection.time', new Date().toISOString()),
      line('connection.browser', navigator.userAgent),
      line('connection.health', t(`connection.${health}`)),
      line('connection.roundTrip', rounded(quality?.roundTripMs, 'ms')),
      line('connection.average', rounded(roundTripsOf(history)?.average, 'ms')),
      `${line('connection.loss', rounded(quality?.sentLossPercent, '%'), rounded(quality?.receivedLossPercent, '%'))} (${both})`,
      line('connection.jitter', rounded(quality?.jitterMs, 'ms')),
      line('connection.concealed', rounded(quality?.concealedPercent, '%')),
      line('connection.protocol', way?.protocol ?? NONE),
      line('connection.endpoint', way?.endpoint === undefined ? NONE : maskAddress(way.endpoint)),
      ...facts.map(
        (group) => `${t(group.title)}: ${group.facts.map(([name, value]) => line(name, value ?? NONE)).join(', ')}`,
      ),
      ...streams.map((stream) =>
        [
          `${t(`streams.${stream.direction}`)}: ${t(`streams.${stream.kind}`)} ${stream.codec ?? NONE}`,
          line('streams.packets', String(stream.packets)),
          line('streams.bitrate', rounded(stream.bps === null ? null : stream.bps / 1_000, 'kbit/s')),
          line('streams.loss', rounded(stream.lossPercent, '%')),
          line('streams.jitter', rounded(stream.jitterMs, 'ms')),
          line('streams.buffer', rounded(stream.bufferMs, 'ms')),
          ...(stream.picture === undefined
            ? [line('streams.concealed', rounded(stream.concealedPercent, '%'))]
            : [pictureFigures(stream.picture)]),
        ].join(', '),
      ),
    ];
  }

  return {
    async copy(health, report, history, facts = []) {
      try {
        await navigator.clipboard.writeText(write(health, report, history, facts).join('\n'));
        return true;
      } catch {
        return false; // told by the one who asked
      }
    },
  };
}
