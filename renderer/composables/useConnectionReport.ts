import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { ConnectionProbe, type ConnectionReport } from '../voice/ConnectionProbe.ts';
import { remember, type QualityMoment } from '../voice/qualityHistory.ts';
import { useVoiceStore } from '../stores/voice.ts';

export interface WatchedConnection {
  /** Of the last second; undefined until there are two looks to compare. */
  readonly report: Readonly<ShallowRef<ConnectionReport | undefined>>;
  /** Of the last minutes: every five seconds, and every second while it is watched. */
  readonly history: Readonly<ShallowRef<readonly QualityMoment[]>>;
}

/** Looks closely at the call, every second, as long as the component is there. */
export function useConnectionReport(): WatchedConnection {
  const voice = useVoiceStore();
  const report = shallowRef<ConnectionReport>();
  const history = shallowRef<readonly QualityMoment[]>(voice.history);
  const probe = new ConnectionProbe(() => voice.inspect()?.session);
  probe.events.on('measured', (measured) => {
    report.value = measured.report;
    history.value = remember(history.value, { ...measured.report.quality, atMs: Date.now() });
  });
  onScopeDispose(() => {
    probe.close();
  });
  return { report, history };
}
