/**
 * The textbook join, from the click: transports, consume, connect, resume, and an audio element that plays. The Device
 * is loaded before. With `?talk` the page talks at once instead; with `?talk=graph` by way of an audio graph that does nothing.
 */
import { Device, type types } from 'mediasoup-client';
import { io, type Socket } from 'socket.io-client';

interface FromServer {
  welcome: (data: { routerRtpCapabilities: types.RtpCapabilities; producerIds: string[] }) => void;
}

interface ToServer {
  createTransport: (data: object) => types.TransportOptions;
  connectTransport: (data: { transportId: string; dtlsParameters: types.DtlsParameters }) => object;
  produce: (data: { transportId: string; rtpParameters: types.RtpParameters }) => { id: string };
  consume: (data: { transportId: string; producerId: string; rtpCapabilities: types.RtpCapabilities }) => {
    id: string;
    producerId: string;
    rtpParameters: types.RtpParameters;
  };
  resume: (data: { consumerId: string }) => object;
}

type Ask = (data: object, answer: (answer: unknown) => void) => void;

const socket: Socket<FromServer, Record<keyof ToServer, Ask>> = io({ transports: ['websocket'] });
const device = new Device();
// Only to measure what arrives: made before the click, as our own page does.
const context = new AudioContext({ latencyHint: 'interactive', sampleRate: 48_000 });
const listening = context.createGain();
listening.connect(context.destination);

const ask = async <Name extends keyof ToServer>(
  name: Name,
  data: Parameters<ToServer[Name]>[0],
): Promise<ReturnType<ToServer[Name]>> => {
  // The server of this folder answers in these shapes; nobody checks, on purpose.
  const answer = await socket.emitWithAck<keyof ToServer>(name, data);
  return answer as ReturnType<ToServer[Name]>;
};

function connect(transport: types.Transport): types.Transport {
  return transport.on('connect', ({ dtlsParameters }, done, failed) => {
    ask('connectTransport', { transportId: transport.id, dtlsParameters }).then(done, failed);
  });
}

async function talk(): Promise<void> {
  const [media, parameters] = await Promise.all([
    navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    }),
    ask('createTransport', {}),
  ]);
  const transport = device.createSendTransport(parameters);
  connect(transport).on('produce', ({ rtpParameters }, done, failed) => {
    ask('produce', { transportId: transport.id, rtpParameters }).then(done, failed);
  });
  const [track] = media.getAudioTracks();
  if (track !== undefined) {
    await transport.produce({ track: location.search === '?talk=graph' ? throughGraph(media, track) : track });
    document.title = 'talking';
  }
}

/** What any processing of the microphone costs a browser, whatever it does: in and out of Web Audio. */
function throughGraph(media: MediaStream, track: MediaStreamTrack): MediaStreamTrack {
  const output = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  context.createMediaStreamSource(media).connect(output);
  return output.stream.getAudioTracks()[0] ?? track;
}

async function listen(producerIds: readonly string[]): Promise<void> {
  const transport = device.createRecvTransport(await ask('createTransport', {}));
  connect(transport);
  for (const producerId of producerIds) {
    const rtpCapabilities = device.recvRtpCapabilities;
    const offer = await ask('consume', { transportId: transport.id, producerId, rtpCapabilities });
    const consumer = await transport.consume({ ...offer, kind: 'audio' });
    play(consumer.track);
    await ask('resume', { consumerId: consumer.id });
  }
}

function play(track: MediaStreamTrack): void {
  const stream = new MediaStream([track]);
  const element = new Audio();
  element.srcObject = stream;
  document.body.append(element);
  void element.play();
  context.createMediaStreamSource(stream).connect(listening);
}

socket.on('welcome', ({ routerRtpCapabilities, producerIds }) => {
  void device.load({ routerRtpCapabilities }).then(async () => {
    if (location.search.startsWith('?talk')) {
      await talk();
      return;
    }
    document.querySelector('button')?.addEventListener('click', () => {
      void talk();
      void listen(producerIds);
    });
    document.title = 'ready';
  });
});
