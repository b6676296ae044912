/** Our server without limits of how much a connection may ask, so that every request of R9 is really looked at. */
import { Party } from '../../fakes/party.ts';

const party = await Party.open({
  limits: { authenticationMs: 3_600_000 },
  environment: { YANKCORD_DEBUG: '1' },
});
console.log(`ready ${party.url}`);
process.once('SIGTERM', () => {
  void party.close().then(() => process.exit(0));
});
