/** Runs in a machine of a test's network: what keeps a router's ports open, with shorter times. It tells its parent how it stands. */
import { SILENT_LOG } from '../../../common/log.ts';
import { OutsideDoor } from '../../../server/lan/outside/OutsideDoor.ts';
import { OutsideCandidates } from '../../../server/media/OutsideCandidates.ts';

const AGAIN_MS = 300;
const TELL_MS = 50;

const door = new OutsideDoor({
  host: undefined,
  port: 7_880,
  media: { ports: [44_444], outside: new OutsideCandidates() },
  log: SILENT_LOG,
  renewMs: AGAIN_MS,
  retryMs: AGAIN_MS,
});
door.open();
const telling = setInterval(() => {
  process.send?.(door.state);
}, TELL_MS);
process.on('disconnect', () => {
  clearInterval(telling);
  door.close();
});
