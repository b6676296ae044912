import { AppError } from '../../common/errors.ts';
import { Emitter } from '../../common/emitter.ts';
import type { ChannelId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import type { RtpParameters } from '../../common/media.ts';
import type { RequestAnswer } from '../../common/signaling.ts';
import type { MediaWorker } from './MediaWorker.ts';
import type { Peer, PeerSetup, VoiceState } from './Peer.ts';
import { Room, type RoomOptions } from './Room.ts';

interface EchoEvents {
  /** Not by `close`. */
  lost: object;
  closed: object;
}

const STATE: VoiceState = { muted: false, deafened: false, serverMuted: false, priority: false, poor: false };

/**
 * A room that nobody else can come into, with one peer, whose microphone comes back to it: the whole way of a voice through
 * the server, heard by who speaks. Owns the room.
 */
export class Echo implements Closable {
  readonly events = new Emitter<EchoEvents>();
  readonly room: Room;
  readonly peer: Peer;
  readonly #life = new Lifetime();

  private constructor(room: Room, peer: Peer) {
    this.room = room;
    this.peer = peer;
    this.#life.add(() => {
      this.events.emit('closed', {});
      this.events.clear();
    });
    this.#life.add(() => {
      room.close();
    });
    const left = peer.events.on('lost', () => {
      this.events.emit('lost', {});
      this.close();
    });
    this.#life.add(left); // before the room closes, which loses its peers
  }

  /** @throws AppError `invalid`, `media_unavailable` */
  static async open(
    channelId: ChannelId,
    worker: MediaWorker,
    options: RoomOptions,
    setup: PeerSetup,
    log: Log,
  ): Promise<Echo> {
    const room = await Room.open(channelId, worker, options, log);
    try {
      const peer = await room.prepare(setup);
      await room.admit(peer, STATE, Date.now());
      return new Echo(room, peer);
    } catch (fault) {
      room.close();
      throw fault;
    }
  }

  /** @throws AppError `producer_exists`, `invalid`, also for who cannot decode what it sends itself */
  async produce(rtpParameters: RtpParameters): Promise<RequestAnswer<'produceEcho'>> {
    const producer = await this.peer.produce('microphone', 'audio', rtpParameters, false);
    await this.peer.consume(producer);
    const [consumer] = this.peer.takeSetup({ present: [], floor: [] }).consumers;
    if (consumer === undefined) {
      producer.close();
      throw new AppError('invalid', 'this peer cannot decode what it sends');
    }
    return { producerId: producer.id, consumer };
  }

  /** @throws AppError `consumer_not_found` before anything is produced */
  async resume(): Promise<void> {
    const ids = this.peer.takeSetup({ present: [], floor: [] }).consumers.map(({ consumerId }) => consumerId);
    if ((await this.peer.resumeConsumers(ids)) === 0) {
      throw new AppError('consumer_not_found', 'nothing comes back yet');
    }
  }

  close(): void {
    this.#life.end();
  }
}
