/**
 * `npm run faults -- [ID...]`: puts back, one by one, the faults of the system this one succeeds, and says whether the
 * test that is to keep each away notices it. Faults by number (`S7`) or by half (`S7.channel`); all without any.
 */
import { parseArgs } from 'node:util';
import { descendantsOf, killTree } from '../fakes/processTree.ts';
import { Copy } from './Copy.ts';
import { numberOf, type Fault } from './fault.ts';
import { FAULTS } from './faults.ts';
import type { Outcome } from './outcome.ts';
import { runTest } from './runTest.ts';

const { positionals } = parseArgs({ allowPositionals: true, options: {} });
const isCalled = (fault: Fault, id: string): boolean =>
  [fault.id, numberOf(fault)].some((name) => name.toUpperCase() === id.toUpperCase());
const unknown = positionals.filter((id) => !FAULTS.some((fault) => isCalled(fault, id)));
if (unknown.length > 0) {
  console.error(`no fault is called ${unknown.join(', ')}: use ${FAULTS.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}
const wanted = FAULTS.filter((fault) => positionals.length === 0 || positionals.some((id) => isCalled(fault, id)));

/** Tests as they end without a fault, each run once. */
const sound = new Map<string, Promise<Outcome>>();
const copy = await Copy.make();
const interruption = new AbortController();
// The running test ends, and the copy goes, with whoever ends this.
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    interruption.abort();
    for (const pid of descendantsOf(process.pid)) {
      killTree(pid);
    }
  });
}

/** Undefined when the fault is noticed. */
const complaintAbout = async (fault: Fault): Promise<string | undefined> => {
  const key = `${fault.test.file} ${fault.test.title}`;
  let running = sound.get(key);
  if (running === undefined) {
    running = runTest(copy.folder, fault.test);
    sound.set(key, running);
  }
  const before = await running;
  if (before.kind !== 'passed') {
    return `its test does not pass without the fault: ${before.kind === 'noticed' ? before.says : before.why}`;
  }
  if (!new RegExp(`\\b${numberOf(fault)}\\b`).test(before.title)) {
    return `its test is not named after it: ${before.title}`;
  }
  const after = await copy.with(fault, async () => runTest(copy.folder, fault.test));
  if (after.kind === 'noticed') {
    console.log(`${fault.id.padEnd(18)} noticed    ${fault.what}\n${' '.repeat(30)}${after.says.slice(0, 160)}`);
    return undefined;
  }
  return after.kind === 'passed' ? 'its test passes all the same' : `its test breaks otherwise: ${after.why}`;
};

let unnoticed = 0;
try {
  for (const fault of wanted) {
    const complaint = await complaintAbout(fault);
    if (interruption.signal.aborted) {
      break;
    }
    if (complaint !== undefined) {
      unnoticed += 1;
      console.log(`${fault.id.padEnd(18)} UNNOTICED  ${fault.what}\n${' '.repeat(30)}${complaint}`);
    }
  }
} finally {
  await copy.remove();
}
if (!interruption.signal.aborted) {
  console.log(`${wanted.length - unnoticed} of ${wanted.length} faults noticed`);
}
process.exitCode = interruption.signal.aborted || unnoticed > 0 ? 1 : 0;
