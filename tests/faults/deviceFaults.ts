/** Faults of devices that come and go (C10, C17, C24). */
import type { Fault } from './fault.ts';

const DEVICES = 'renderer/voice/devices/Devices.ts';
const OUTPUT = 'renderer/voice/Output.ts';

const DEVICES_TEST = 'tests/unit/renderer/voice/devices/Devices.test.ts';
const FOLLOW_TEST = 'tests/unit/renderer/voice/devices/DeviceFollow.test.ts';
const OUTPUT_TEST = 'tests/unit/renderer/voice/Output.test.ts';
const FOLLOW = 'renderer/voice/devices/DeviceFollow.ts';
const USE = 'renderer/voice/devices/deviceUse.ts';

export const DEVICE_FAULTS: readonly Fault[] = [
  {
    id: 'C10.twice',
    what: 'the listener of devices is registered twice',
    file: DEVICES,
    find: `    source?.addEventListener('devicechange', look);`,
    put: `    source?.addEventListener('devicechange', look);
    source?.addEventListener('devicechange', () => void this.refresh());`,
    test: { file: DEVICES_TEST, title: 'have one listener for the app, which goes with it' },
  },
  {
    id: 'C10.kept',
    what: 'the listener of devices stays after the end',
    file: DEVICES,
    find: `      source?.removeEventListener('devicechange', look);`,
    put: ``,
    test: { file: DEVICES_TEST, title: 'have one listener for the app, which goes with it' },
  },
  {
    id: 'C10.mixed',
    what: 'a change of outputs is told as one of inputs too',
    file: DEVICES,
    find: `if (!isSameList(list, this.list(kind))) {`,
    put: `if (list.devices.length >= 0) {`,
    test: { file: DEVICES_TEST, title: 'tell a change of inputs from one of outputs' },
  },
  {
    id: 'C17.unset',
    what: 'the chosen speaker is not that of the whole graph',
    file: OUTPUT,
    find: `await context.setSinkId(wanted);`,
    put: `await Promise.resolve();`,
    test: { file: OUTPUT_TEST, title: 'is the chosen one from the start' },
  },
  {
    id: 'C24.silent',
    what: 'a lost microphone falls back without a word',
    file: FOLLOW,
    find: `if (tell && use.kind !== 'default') {`,
    put: `if (tell && use.kind === 'default') {`,
    test: { file: FOLLOW_TEST, title: 'has the default in its place, is told by name, and returns' },
  },
  {
    id: 'C24.forever',
    what: 'a microphone that is back is not used again',
    file: USE,
    find: `return use.distrusted ? use : { kind: 'chosen', id, lostMs };`,
    put: `return use;`,
    test: { file: FOLLOW_TEST, title: 'has the default in its place, is told by name, and returns' },
  },
  {
    id: 'C24.moved',
    what: 'a speaker that is back is set while the browser still has its old streams, which play elsewhere',
    file: OUTPUT,
    find: `if (restMs > 0) {`,
    put: `if (restMs > REST_MS) {`,
    test: { file: OUTPUT_TEST, title: 'does not return to streams that the browser kept' },
  },
  {
    id: 'C24.stuck',
    what: 'a microphone that ended is held on to',
    file: USE,
    find: `return use.kind === 'chosen'
    ?`,
    put: `return use.kind === 'chosen' && nowMs < 0
    ?`,
    test: { file: FOLLOW_TEST, title: 'is given up as soon as it ends' },
  },
];
