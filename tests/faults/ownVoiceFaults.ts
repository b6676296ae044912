/** Faults of the own microphone and of how voices are carried (C2, C3, C4, C12, C13, C14, C15): most show only in browsers. */
import type { Fault } from './fault.ts';

const GATE = 'renderer/voice/worklets/gateMath.ts';
const MIC_TRACK = 'renderer/voice/MicTrack.ts';
const OWN_VOICE = 'renderer/voice/OwnVoice.ts';

const GATE_TEST = 'tests/unit/renderer/voice/gateMath.test.ts';
const WORDS_TEST = 'tests/unit/renderer/voice/words.test.ts';
const OWN_VOICE_TEST = 'tests/e2e/ownVoice.spec.ts';

const HOLD = { file: GATE_TEST, title: 'holds 300 ms over natural pauses' };
const ONE_CONTEXT = { file: OWN_VOICE_TEST, title: 'one audio context carries everything, and no animation frame' };

export const OWN_VOICE_FAULTS: readonly Fault[] = [
  {
    id: 'C2.untold',
    what: 'a playback that the browser refuses is told to nobody',
    file: 'renderer/voice/Ground.ts',
    find: `this.events.emit('playbackRefused', {});`,
    put: ``,
    test: { file: 'tests/e2e/playback.spec.ts', title: 'a playback that the browser refuses is told with a button' },
  },
  {
    id: 'C3.leak',
    what: 'the microphone that was open stays open when another is opened',
    file: OWN_VOICE,
    find: `this.#device?.close();`,
    put: ``,
    test: { file: OWN_VOICE_TEST, title: 'however often a microphone begins anew, one is open' },
  },
  {
    id: 'C4.short',
    what: 'a pause of 220 ms is the end of a word',
    file: 'renderer/voice/VoiceState.ts',
    find: `holdMs: 300,`,
    put: `holdMs: 220,`,
    test: HOLD,
  },
  {
    id: 'C4.fixed',
    what: 'how long a pause may be cannot be chosen',
    file: GATE,
    find: `this.#quietMs < this.#settings.holdMs`,
    put: `this.#quietMs < 300`,
    test: HOLD,
  },
  {
    id: 'C4.heard',
    what: 'whoever pauses is cut off for the others, whatever hold they chose',
    file: MIC_TRACK,
    find: `holdMs: settings.holdMs,`,
    put: `holdMs: 220,`,
    test: { file: OWN_VOICE_TEST, title: 'a longer hold carries a voice over its pauses' },
  },
  {
    id: 'C12.undocumented',
    what: 'what a public function does is not said',
    file: 'renderer/voice/comeback.ts',
    find: `/** Whether it is worth coming back after this failure. */`,
    put: ``,
    test: { file: WORDS_TEST, title: 'everything that is exported says what it is for' },
  },
  {
    id: 'C12.magic',
    what: 'a number stands where nobody knows what it is',
    file: MIC_TRACK,
    find: `frequency: HIGH_PASS_HZ }`,
    put: `frequency: 80 }`,
    test: { file: WORDS_TEST, title: 'every number has a name' },
  },
  {
    id: 'C13.frames',
    what: 'the level is measured with the frames of the display',
    file: MIC_TRACK,
    find: `this.events.emit('levelMeasured', report);`,
    put: `requestAnimationFrame(() => { this.events.emit('levelMeasured', report); });`,
    test: ONE_CONTEXT,
  },
  {
    id: 'C13.contexts',
    what: 'the microphone has an audio context of its own',
    file: MIC_TRACK,
    find: `this.#context = context;`,
    put: `this.#context = context;
    void new AudioContext();`,
    test: ONE_CONTEXT,
  },
  {
    id: 'C14.one-threshold',
    what: 'one threshold opens and closes',
    file: GATE,
    find: `const HYSTERESIS_DB = 6;`,
    put: `const HYSTERESIS_DB = 0;`,
    test: { file: GATE_TEST, title: 'does not flap around the threshold' },
  },
  {
    id: 'C14.shown',
    what: 'a voice about as loud as the threshold begins and ends all the time for the others',
    file: GATE,
    find: `this.#levelDb >= thresholdDb - HYSTERESIS_DB`,
    put: `this.#levelDb >= thresholdDb`,
    test: { file: OWN_VOICE_TEST, title: 'a voice at the threshold does not flicker' },
  },
  {
    id: 'C15.elements',
    what: 'the element that plays somebody keeps their stream after they left',
    file: 'renderer/voice/RemoteAudio.ts',
    find: `element.srcObject = null;`,
    put: ``,
    test: { file: 'tests/e2e/leaks.spec.ts', title: '50 joins and leaves leave nothing behind' },
  },
];
