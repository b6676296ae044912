/** Runs in a machine of a test's network: hears every mDNS packet there, and says what its parent tells it to. */
import makeMdns from 'multicast-dns';

const mdns = makeMdns({ interface: String(process.argv[2]), bind: '0.0.0.0' });
mdns.on('response', ({ answers = [], additionals = [] }, { address }) => {
  const records = [...answers, ...additionals].map((record) => ({
    type: record.type,
    name: 'name' in record ? record.name : '',
    ttl: 'ttl' in record ? record.ttl : undefined,
    data:
      record.type === 'TXT' && Array.isArray(record.data) ? record.data.map(String) : 'data' in record && record.data,
  }));
  process.send?.({ address, records });
});
mdns.on('query', (_query, { address }) => {
  process.send?.({ address, query: true });
});
mdns.on('ready', () => {
  process.send?.({ ready: true });
});
process.on('message', (answers: Parameters<typeof mdns.respond>[0]) => {
  mdns.respond(answers);
});
process.on('disconnect', () => {
  mdns.destroy();
});
