import { AppError } from '../../common/errors.ts';
import type { ChannelId, PeerId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { Welcome } from '../../common/signaling.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';
import { Ground, type Borrowed } from './Ground.ts';
import type { MicTrack } from './MicTrack.ts';
import type { OwnVoice } from './OwnVoice.ts';
import { Preparation } from './Preparation.ts';
import type { JoinOptions, VoiceGround, VoiceSession } from './VoiceSession.ts';

/** How one comes into a channel. */
export interface Approach {
  readonly moveHere: boolean;
  /** How often it was tried before. */
  readonly tries: number;
  /** By itself, without a click: the call was there before. */
  readonly returning: boolean;
  readonly replaces: PeerId | undefined;
}
export const CLICKED: Approach = { moveHere: false, tries: 0, returning: false, replaces: undefined };
export const RETURNING: Approach = { moveHere: true, tries: 0, returning: true, replaces: undefined };

/** The way into calls: everything that can be ready before a join is, and the join itself. */
export class Entrance implements Closable {
  readonly ground: Ground;
  readonly #server: ServerSession;
  readonly #lifetime = new Lifetime();
  readonly #preparation: Preparation;

  constructor(server: ServerSession, borrowed: Borrowed) {
    this.#server = server;
    this.ground = this.#lifetime.own(new Ground(borrowed));
    this.#preparation = this.#lifetime.own(new Preparation());
  }

  /** Makes ready what a join of this channel needs. */
  prepare(channelId: ChannelId): void {
    const { welcome } = this.#server;
    if (this.ground.footing !== undefined && welcome !== undefined) {
      this.#preparation.start(channelId, this.#stand(welcome));
    }
  }

  /** What was prepared is gone with the connection. */
  dropPrepared(): void {
    this.#preparation.drop();
  }

  /** @throws AppError why it could not be joined; `cancelled` when `signal` ended it */
  async join(
    channelId: ChannelId,
    own: OwnVoice,
    { moveHere, replaces }: Approach,
    signal: AbortSignal,
  ): Promise<{ session: VoiceSession; microphone: MicTrack }> {
    const ground = await this.stand();
    signal.throwIfAborted();
    this.ground.resumePlayback();
    const joining = this.#take(channelId, ground, { choice: own.choice, moveHere, replaces, signal });
    const microphone = own.openMicrophone(ground.mixer);
    const session = await joining;
    if (signal.aborted) {
      session.close();
      throw new AppError('cancelled', 'the join is no longer wanted');
    }
    return { session, microphone };
  }

  /** What calls are made on. @throws AppError `disconnected`, and why the ground could not be laid */
  async stand(): Promise<VoiceGround> {
    const { welcome } = this.#server;
    if (welcome === undefined) {
      throw new AppError('disconnected', 'there is no connection');
    }
    return this.#stand(welcome);
  }

  close(): void {
    this.#lifetime.end();
  }

  async #stand(welcome: Welcome): Promise<VoiceGround> {
    return { ...(await this.ground.lay(welcome)), signaling: this.#server.signaling, memberId: welcome.self.memberId };
  }

  /** @throws AppError */
  async #take(channelId: ChannelId, ground: VoiceGround, options: JoinOptions): Promise<VoiceSession> {
    try {
      return await this.#preparation.take(channelId, ground, options);
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.code !== 'already_in_voice' || options.signal.aborted) {
        throw error;
      }
      // The server counts us in while nothing of it is here: an answer came too late to be taken.
      await ground.signaling.request('leaveVoice', {}, { signal: options.signal });
      return this.#preparation.take(channelId, ground, { ...options, replaces: undefined });
    }
  }
}
