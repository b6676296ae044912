/** A server in this process, somebody in its call, and a display with a moving picture to share. */
import { observer, type types } from 'mediasoup';
import type { CaptureQuality } from '../../common/capture.ts';
import type { IngestAnswer } from '../../common/ingest.ts';
import type { CaptureWish } from '../../native-capture/CaptureSession.ts';
import { Display } from '../fakes/Display.ts';
import type { Guest } from '../fakes/Guest.ts';
import { Party } from '../fakes/party.ts';

const SIZE = { width: 1_280, height: 720 };
/** What an app asks for 720p at 30: `renderer/voice/video/nativeQuality.ts`. */
export const HD: CaptureQuality = { ...SIZE, rate: 30, style: 'smooth', bitrateBps: 2_764_800 };

export interface ShareScene extends AsyncDisposable {
  readonly party: Party;
  readonly sharer: Guest;
  readonly display: Display;
  readonly workers: readonly types.Worker[];
  /** Every packet that the room passes on of this ingest, until the answered function is called. */
  readonly watch: (ingest: IngestAnswer, onPacket: (packet: Buffer) => void) => Promise<() => void>;
}

export async function openShareScene(): Promise<ShareScene> {
  const stack = new AsyncDisposableStack();
  const workers: types.Worker[] = [];
  const routers: types.Router[] = [];
  const seen = (worker: types.Worker): void => {
    workers.push(worker);
    worker.observer.on('newrouter', (router) => {
      routers.push(router);
    });
  };
  observer.on('newworker', seen);
  stack.defer(() => {
    observer.off('newworker', seen);
  });
  try {
    const party = await Party.open();
    stack.defer(() => party.close());
    const display = await Display.open(SIZE.width, SIZE.height);
    stack.defer(() => {
      display.close();
    });
    display.showBars(SIZE.width, SIZE.height);
    const sharer = await party.guest('Sharer');
    await sharer.joinVoice(sharer.voiceChannel('Lounge'));
    return {
      party,
      sharer,
      display,
      workers,
      async watch({ producerId }, onPacket) {
        const router = routers.find((one) => one.canConsume({ producerId, rtpCapabilities: one.rtpCapabilities }));
        if (router === undefined) {
          throw new Error('no room has this ingest');
        }
        const transport = await router.createDirectTransport();
        const consumer = await transport.consume({ producerId, rtpCapabilities: router.rtpCapabilities });
        consumer.on('rtp', onPacket);
        return () => {
          transport.close();
        };
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (fault) {
    await stack.disposeAsync();
    throw fault;
  }
}

/** @param display its name */
export const wishOf = (display: string, ingest: IngestAnswer): CaptureWish => ({
  ffmpeg: 'ffmpeg',
  encoders: ['libx264'],
  ingest,
  host: '127.0.0.1',
  source: { id: 'screen:0', kind: 'screen', title: 'screen', ...SIZE },
  target: { kind: 'x11', display },
  quality: HD,
  local: true,
  sound: undefined,
});
