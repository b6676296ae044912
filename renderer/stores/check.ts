import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { AppError } from '../../common/errors.ts';
import { Lifetime } from '../../common/lifetime.ts';
import type { ClientQuality } from '../../common/quality.ts';
import { AudioCheck, type HeardBy } from '../voice/check/AudioCheck.ts';
import { useDevicesStore } from './devices.ts';
import { useServerStore } from './server.ts';
import { useSettingsStore } from './settings.ts';
import { useVoiceStore } from './voice.ts';

const SILENCE_DB = -100;

/** What the person finds of the microphone that is tried. */
export type Found = 'nothing' | 'heard' | 'silent';

/** A microphone and a speaker that are tried out, projected for the views. */
export const useCheckStore = defineStore('check', () => {
  const voice = useVoiceStore();
  const settings = useSettingsStore();
  const devices = useDevicesStore();
  const server = useServerStore();
  /** Of the microphone. */
  const phase = ref<'closed' | 'opening' | 'open'>('closed');
  const levelDb = ref(SILENCE_DB);
  const thresholdDb = ref(SILENCE_DB);
  /** Whether the voice opens the gate now. */
  const sent = ref(false);
  const found = ref<Found>('nothing');
  /** How one hears oneself now. */
  const heardBy = ref<HeardBy>('nothing');
  /** The way to the server and back; undefined until it is measured. */
  const quality = shallowRef<ClientQuality>();
  /** The time of hearing oneself by way of the server was over, or what stood against it. */
  const echoEnd = shallowRef<'expired' | AppError>();
  const testing = ref(false);
  const problem = shallowRef<AppError>();
  let lifetime = new Lifetime();
  let check: AudioCheck | undefined;

  /** Makes ready. @param start with the microphone, at once */
  async function open(start: boolean): Promise<void> {
    close();
    const mine = lifetime;
    try {
      const ground = await voice.inspect()?.stand();
      if (ground === undefined) {
        throw new AppError('disconnected', 'there is no server to be heard on');
      }
      if (!mine.ended) {
        adopt(mine.own(new AudioCheck(ground, devices.borrow(), settings.audio, voice.music)));
        if (start) {
          startMicrophone();
        }
      }
    } catch (thrown) {
      if (!mine.ended) {
        problem.value = AppError.from(thrown);
      }
    }
  }

  function adopt(opened: AudioCheck): void {
    check = opened;
    const { own } = opened;
    own.events.on('levelMeasured', (reading) => {
      levelDb.value = Math.round(reading.levelDb);
      thresholdDb.value = Math.round(reading.thresholdDb);
    });
    own.events.on('transmittingChanged', ({ transmitting }) => {
      sent.value = transmitting;
      found.value = transmitting ? 'heard' : found.value;
    });
    own.events.on('hintChanged', ({ hint }) => {
      if (hint === 'micSilent') {
        found.value = 'silent';
      } else if (found.value === 'silent') {
        found.value = 'nothing';
      }
    });
    own.events.on('deviceOpened', () => {
      phase.value = 'open';
      found.value = 'nothing';
      problem.value = undefined;
    });
    own.events.on('troubled', ({ error }) => {
      problem.value = error;
      if (own.deviceState.kind === 'closed') {
        phase.value = 'closed';
        hear('nothing');
      }
    });
    opened.events.on('heardByChanged', (changed) => {
      heardBy.value = changed.heardBy;
      quality.value = undefined;
    });
    opened.events.on('measured', (measured) => {
      quality.value = measured.quality;
    });
    opened.events.on('echoEnded', ({ error }) => {
      echoEnd.value = error ?? 'expired';
    });
    opened.events.on('tested', () => {
      testing.value = false;
    });
  }

  /** Asks for the leave to use a microphone where it needs one; once more after a refusal. */
  function startMicrophone(): void {
    if (check === undefined) {
      void open(true);
      return;
    }
    problem.value = undefined;
    phase.value = 'opening';
    check.openMicrophone();
  }

  /** Nothing of it is left: no microphone is open, and nothing is heard. */
  function close(): void {
    lifetime.end();
    lifetime = new Lifetime();
    check = undefined;
    phase.value = 'closed';
    levelDb.value = SILENCE_DB;
    thresholdDb.value = SILENCE_DB;
    sent.value = false;
    found.value = 'nothing';
    heardBy.value = 'nothing';
    quality.value = undefined;
    echoEnd.value = undefined;
    testing.value = false;
    problem.value = undefined;
  }

  /** The channel as in which one hears oneself by way of the server: that of the call, or else the first. */
  const echoChannel = computed(
    () => server.voiceChannels.find(({ id }) => id === server.ownVoiceChannel) ?? server.voiceChannels[0],
  );

  function hear(by: 'nothing' | 'device' | 'server'): void {
    echoEnd.value = undefined;
    if (by === 'nothing') {
      check?.fallSilent();
    } else if (phase.value === 'open') {
      if (by === 'device') {
        check?.hear();
      } else if (echoChannel.value !== undefined) {
        check?.hearByServer(echoChannel.value);
      }
    }
  }

  function test(): void {
    if (check !== undefined) {
      check.test(settings.audio.outputGain);
      testing.value = true;
    }
  }

  watch(
    () => settings.audio,
    (audio) => check?.configure(audio),
  );
  watch(
    () => voice.video,
    () => {
      close(); // another server, whose sound is another's
    },
  );
  onScopeDispose(close);

  return {
    phase,
    levelDb,
    thresholdDb,
    sent,
    found,
    heardBy,
    quality,
    echoEnd,
    echoChannel,
    testing,
    problem,
    open,
    startMicrophone,
    close,
    hear,
    test,
  };
});
