/**
 * The other side of the comparison: a bare mediasoup server, as its documentation shows one. Serves the folder named
 * on the command line and prints `ready URL`. Nothing is validated: only our own page ever speaks to it. With `relay` as
 * second argument every microphone passes through this process, packet by packet, and nothing is done to it.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { createWorker, type types } from 'mediasoup';
import { Server } from 'socket.io';
import { config } from '../../config.ts';

type Answer<T> = (answer: T) => void;

interface FromPage {
  createTransport: (data: object, answer: Answer<object>) => void;
  connectTransport: (
    data: { transportId: string; dtlsParameters: types.DtlsParameters },
    answer: Answer<object>,
  ) => void;
  produce: (data: { transportId: string; rtpParameters: types.RtpParameters }, answer: Answer<{ id: string }>) => void;
  consume: (
    data: { transportId: string; producerId: string; rtpCapabilities: types.RtpCapabilities },
    answer: Answer<{ id: string; producerId: string; rtpParameters: types.RtpParameters }>,
  ) => void;
  resume: (data: { consumerId: string }, answer: Answer<object>) => void;
}

interface ToPage {
  welcome: (data: { routerRtpCapabilities: types.RtpCapabilities; producerIds: string[] }) => void;
}

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript' };

const [folder = '.', relay] = process.argv.slice(2);
const http = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const path = pathname === '/' ? '/index.html' : pathname;
  readFile(join(folder, path)).then(
    (body) => response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream').end(body),
    () => response.writeHead(404).end(),
  );
});
const io = new Server<FromPage, ToPage>(http);

const worker = await createWorker(config.workerBin === undefined ? {} : { workerBin: config.workerBin });
const router = await worker.createRouter({
  mediaCodecs: [
    { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
    { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  ],
});
const webRtcServer = await worker.createWebRtcServer({
  listenInfos: [
    { protocol: 'udp', ip: '127.0.0.1' },
    { protocol: 'tcp', ip: '127.0.0.1' },
  ],
});
const producers = new Set<string>();
const direct = relay === 'relay' ? await router.createDirectTransport() : undefined;

/** What there is to be consumed of a microphone. */
async function relayed(microphone: types.Producer): Promise<types.Producer> {
  if (direct === undefined) {
    return microphone;
  }
  const consumer = await direct.consume({ producerId: microphone.id, rtpCapabilities: router.rtpCapabilities });
  const producer = await direct.produce({ kind: 'audio', rtpParameters: consumer.rtpParameters });
  consumer.on('rtp', (packet) => {
    producer.send(packet);
  });
  microphone.observer.once('close', () => {
    producer.close();
  });
  return producer;
}

io.on('connection', (socket) => {
  const transports = new Map<string, types.WebRtcTransport>();
  const consumers = new Map<string, types.Consumer>();
  const transportOf = (id: string): types.WebRtcTransport => {
    const transport = transports.get(id);
    if (transport === undefined) {
      throw new Error('unknown transport');
    }
    return transport;
  };
  socket.emit('welcome', { routerRtpCapabilities: router.rtpCapabilities, producerIds: [...producers] });
  socket.on('createTransport', (_data, answer) => {
    void router.createWebRtcTransport({ webRtcServer }).then((transport) => {
      transports.set(transport.id, transport);
      const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
      answer({ id, iceParameters, iceCandidates, dtlsParameters });
    });
  });
  socket.on('connectTransport', ({ transportId, dtlsParameters }, answer) => {
    void transportOf(transportId)
      .connect({ dtlsParameters })
      .then(() => {
        answer({});
      });
  });
  socket.on('produce', ({ transportId, rtpParameters }, answer) => {
    void transportOf(transportId)
      .produce({ kind: 'audio', rtpParameters })
      .then(relayed)
      .then((producer) => {
        producers.add(producer.id);
        producer.observer.once('close', () => producers.delete(producer.id));
        answer({ id: producer.id });
      });
  });
  socket.on('consume', ({ transportId, producerId, rtpCapabilities }, answer) => {
    void transportOf(transportId)
      .consume({ producerId, rtpCapabilities, paused: true })
      .then((consumer) => {
        consumers.set(consumer.id, consumer);
        answer({ id: consumer.id, producerId, rtpParameters: consumer.rtpParameters });
      });
  });
  socket.on('resume', ({ consumerId }, answer) => {
    void consumers
      .get(consumerId)
      ?.resume()
      .then(() => {
        answer({});
      });
  });
  socket.on('disconnect', () => {
    for (const transport of transports.values()) {
      transport.close();
    }
  });
});

http.listen(0, '127.0.0.1', () => {
  const address = http.address();
  console.log(`ready http://127.0.0.1:${String(typeof address === 'object' ? address?.port : address)}`);
});
process.once('SIGTERM', () => {
  worker.close();
  process.exit(0);
});
