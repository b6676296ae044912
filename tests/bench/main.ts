/**
 * `npm run bench -- [ID...] [--runs=N]`: measures the goals named, or all; one line of JSON for each figure, on stdout.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { descendantsOf, killTree } from '../fakes/processTree.ts';
import { lineOf, type Goal } from './figures.ts';
import { measureOnLoadCore } from './load/pinned.ts';
import { joinTime } from './P1.ts';
import { glassToGlass } from './P10.ts';
import { captureCost } from './P10cost.ts';
import { squeezedViewer } from './P11.ts';
import { startUp } from './P12.ts';
import { idleCall } from './P12idle.ts';
import { joinAtScale } from './P2.ts';
import { negotiation } from './P2browsers.ts';
import { sentPerPerson } from './P3.ts';
import { onset } from './P4.ts';
import { onsetInBrowsers } from './P4browsers.ts';
import { addedCost } from './P5.ts';
import { mouthToEar } from './P6.ts';
import { memory } from './P7.ts';
import { signaling } from './P8.ts';
import { chat } from './P9chat.ts';
import { history } from './P9search.ts';
import { networkCut } from './R1.ts';
import { workerDeath } from './R2.ts';
import { killedShare } from './R3.ts';
import { audioLoss } from './R4.ts';
import { killedServer } from './R5.ts';
import { abuse } from './R6.ts';
import { sprayedIngest } from './R7.ts';
import { mutations } from './R9.ts';

const GOALS: readonly Goal[] = [
  joinTime,
  joinAtScale,
  negotiation,
  sentPerPerson,
  onset,
  onsetInBrowsers,
  addedCost,
  mouthToEar,
  memory,
  signaling,
  chat,
  history,
  glassToGlass,
  captureCost,
  squeezedViewer,
  startUp,
  idleCall,
  networkCut,
  workerDeath,
  killedShare,
  audioLoss,
  killedServer,
  abuse,
  sprayedIngest,
  mutations,
];

/** As shells say it: 128 and the signal's number. */
const TERMINATED = 143;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '10' },
    /** Said by ourselves to the process that goals of scale are measured in: only those. */
    pinned: { type: 'boolean', default: false },
  },
});
const runs = Number(flags.runs);
if (!Number.isInteger(runs) || runs < 1) {
  console.error(`--runs is ${flags.runs}, but must be a whole number from 1 on`);
  process.exit(2);
}
const wanted = positionals.map((id) => id.toUpperCase());
const unknown = wanted.filter((id) => GOALS.every((goal) => goal.id !== id));
if (unknown.length > 0) {
  console.error(`no goal is called ${unknown.join(', ')}: use ${[...new Set(GOALS.map(({ id }) => id))].join(', ')}`);
  process.exit(2);
}

// Servers, browsers and the load end with the bench, whoever ends it.
process.once('SIGTERM', () => {
  descendantsOf(process.pid).forEach(killTree);
  process.exit(TERMINATED);
});

const mine = GOALS.filter(({ scale = false }) => scale || !flags.pinned);
for (const goal of mine.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
  if (goal.scale === true && !flags.pinned) {
    const exitCode = await measureOnLoadCore([import.meta.filename, '--pinned', `--runs=${flags.runs}`, goal.id]);
    process.exitCode = exitCode === 0 ? process.exitCode : exitCode;
    continue;
  }
  const folder = await mkdtemp(join(tmpdir(), 'yankcord-bench-'));
  console.error(`${goal.id}: ${goal.title}`);
  try {
    await goal.measure({
      folder,
      runs,
      report(figure) {
        console.log(lineOf(figure));
      },
      progress(text) {
        console.error(`  ${text}`);
      },
    });
  } catch (fault) {
    // Said, and the other goals are measured all the same.
    console.error(`${goal.id} could not be measured:`, fault);
    process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
