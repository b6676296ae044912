/** An app that hosts a party, says so, and can be killed: whatever it leaves behind is an orphan. */
import { SILENT_LOG } from '../../../common/log.ts';
import { PartyHost } from '../../../electron/lan/PartyHost.ts';
import { utilityFork } from './utilityFork.ts';

const [, , entry = '', data = ''] = process.argv;
const host = new PartyHost({
  fork: () => utilityFork(entry, ['serve', `--data=${data}`, '--host=127.0.0.1', '--port=0', '--media-port=0']),
  log: SILENT_LOG,
});
await host.begin({});
process.send?.({ hosting: true });
