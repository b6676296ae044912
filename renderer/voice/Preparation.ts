import { AppError } from '../../common/errors.ts';
import type { ChannelId } from '../../common/ids.ts';
import type { Closable } from '../../common/lifetime.ts';
import { VoiceSession, type JoinOptions, type VoiceGround } from './VoiceSession.ts';

/** The server drops what waits longer than 60 s; ours goes a little earlier, so that a click never meets a dead one. */
const KEEP_MS = 50_000;

/** At most one channel made ready for a join that may come (goals P1: one round trip from the click to sound). */
export class Preparation implements Closable {
  #channelId: ChannelId | undefined;
  #session: Promise<VoiceSession | undefined> | undefined;
  #ready: VoiceSession | undefined;
  #abort: AbortController | undefined;
  #expiry: ReturnType<typeof setTimeout> | undefined;

  start(channelId: ChannelId, ground: Promise<VoiceGround>): void {
    if (this.#channelId === channelId) {
      return;
    }
    this.drop();
    const abort = new AbortController();
    this.#channelId = channelId;
    this.#abort = abort;
    this.#session = this.#prepare(channelId, ground, abort);
    this.#expiry = setTimeout(() => {
      this.drop();
    }, KEEP_MS);
  }

  /** Joins with what is ready, or from scratch where nothing is. @throws AppError */
  async take(channelId: ChannelId, ground: VoiceGround, options: JoinOptions): Promise<VoiceSession> {
    const ready = this.#channelId === channelId ? await this.#session : undefined;
    if (ready === undefined || ready.ended) {
      this.drop();
      return VoiceSession.join(ground, channelId, options);
    }
    this.#release();
    try {
      await ready.promote(options);
      return ready;
    } catch (thrown) {
      ready.close();
      if (AppError.from(thrown).code === 'peer_not_found') {
        return VoiceSession.join(ground, channelId, options); // it expired on its way
      }
      throw thrown;
    }
  }

  drop(): void {
    this.#abort?.abort();
    this.#ready?.close();
    this.#release();
  }

  close(): void {
    this.drop();
  }

  #release(): void {
    clearTimeout(this.#expiry);
    this.#abort = undefined;
    this.#channelId = undefined;
    this.#session = undefined;
    this.#ready = undefined;
  }

  async #prepare(
    channelId: ChannelId,
    ground: Promise<VoiceGround>,
    abort: AbortController,
  ): Promise<VoiceSession | undefined> {
    try {
      const session = await VoiceSession.prepare(await ground, channelId, abort.signal);
      if (abort.signal.aborted) {
        session.close();
        return undefined;
      }
      session.events.on('ended', () => {
        if (this.#ready === session) {
          this.drop();
        }
      });
      this.#ready = session;
      return session;
    } catch {
      // Nothing was promised: the click will ask again and tell what is wrong.
      if (!abort.signal.aborted) {
        this.#release();
      }
      return undefined;
    }
  }
}
