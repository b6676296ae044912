import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import { PROTOCOL_VERSION } from '../../common/signaling.ts';
import { useServerStore } from '../stores/server.ts';
import { useVoiceStore } from '../stores/voice.ts';
import type { TextKey } from '../text/index.ts';
import type { ConnectionReport } from '../voice/ConnectionProbe.ts';
import { callHealth } from '../voice/health.ts';

export interface FactGroup {
  readonly title: TextKey;
  /** In the words of the browser and of our own states; undefined where there is nothing to tell. */
  readonly facts: readonly (readonly [TextKey, string | undefined])[];
}

const ms = (value: number | null | undefined): string | undefined =>
  value === null || value === undefined ? undefined : `${value.toFixed(1)} ms`;

function soundOf(context: AudioContext | undefined): FactGroup['facts'] {
  return [
    ['debug.contextState', context?.state],
    ['debug.sampleRate', context === undefined ? undefined : `${String(context.sampleRate)} Hz`],
    ['debug.baseLatency', context === undefined ? undefined : ms(context.baseLatency * 1_000)],
    ['debug.outputLatency', context === undefined ? undefined : ms(context.outputLatency * 1_000)],
  ];
}

/** How the parts stand that a call is made of, anew with every report; neither names nor addresses. */
export function useDebugFacts(
  report: Readonly<ShallowRef<ConnectionReport | undefined>>,
): ComputedRef<readonly FactGroup[]> {
  const server = useServerStore();
  const voice = useVoiceStore();
  const context = shallowRef<AudioContext>();
  watch(
    () => voice.state.kind,
    async () => {
      try {
        context.value = (await voice.inspect()?.stand())?.mixer.context;
      } catch {
        context.value = undefined; // told where a call is tried
      }
    },
    { immediate: true },
  );

  /** The browser does not tell when any of it changes: it is read again with every report. */
  const sound = shallowRef<FactGroup['facts']>([]);
  watch(
    [report, context],
    () => {
      sound.value = soundOf(context.value);
    },
    { immediate: true },
  );

  const inCall = computed(() => voice.state.kind === 'connected' || voice.state.kind === 'reconnecting');
  return computed(() => [
    {
      title: 'debug.session',
      facts: [
        ['debug.signaling', server.state.kind],
        ['debug.call', voice.state.kind],
        ['connection.health', callHealth(voice.state)],
        ['debug.protocol', String(PROTOCOL_VERSION)],
      ],
    },
    { title: 'debug.audio', facts: sound.value },
    ...(inCall.value ? (report.value?.transports ?? []) : []).map((transport): FactGroup => ({
      title: `streams.${transport.direction}`,
      facts: [
        ['debug.ice', transport.ice],
        ['debug.dtls', transport.dtls],
        ['debug.cipher', transport.cipher],
        ['debug.pair', transport.pair],
        ['connection.roundTrip', ms(transport.roundTripMs)],
        ['debug.changes', transport.changes === null ? undefined : String(transport.changes)],
      ],
    })),
  ]);
}
