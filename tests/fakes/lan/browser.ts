/** Runs in a machine of a test's network: tells its parent which parties it finds, and how many networks it looks at. */
import { SILENT_LOG } from '../../../common/log.ts';
import { Discovery } from '../../../electron/lan/Discovery.ts';

const discovery = Discovery.open({ log: SILENT_LOG });
process.send?.({ links: discovery.linkCount });
discovery.events.on('partiesChanged', ({ parties }) => {
  process.send?.({ parties });
});
process.on('disconnect', () => {
  discovery.close();
});
