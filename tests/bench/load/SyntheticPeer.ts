import type { Closable } from '../../../common/lifetime.ts';
import type { ChannelId } from '../../../common/ids.ts';
import { Guest, Refused, type Told } from '../../fakes/Guest.ts';
import type { DtlsCertificate } from './certificate.ts';
import { Stay, type Heard } from './Stay.ts';

/** As the client's: waits between attempts to come back, the last one repeating. */
const RETRY_WAITS_MS = [0, 500, 1_000, 2_000];

/**
 * A person without a browser: signs in, joins, is really connected by ICE, DTLS and SRTP, hears and speaks. When the
 * server ends its call and asks it to come back, it does.
 */
export class SyntheticPeer implements Closable {
  readonly guest: Guest;
  onHeard: (heard: Heard) => void = () => undefined;
  onTold: (notice: Told) => void = () => undefined;
  /** Notices so far. */
  notices = 0;
  readonly #certificate: DtlsCertificate;
  #stay: Stay | undefined;
  /** Notices about a stay may overtake the join's own continuation. */
  #early: Told[] | undefined;
  #wanted: { readonly channelId: ChannelId; readonly speaks: boolean } | undefined;
  #closed = false;

  private constructor(guest: Guest, certificate: DtlsCertificate) {
    this.guest = guest;
    this.#certificate = certificate;
    guest.onTold = (notice) => {
      this.#take(notice);
    };
  }

  /** Signed in, in no call yet. */
  static async open(url: string, name: string, certificate: DtlsCertificate): Promise<SyntheticPeer> {
    return new SyntheticPeer(await Guest.join(url, name, { remembers: false }), certificate);
  }

  /** @throws Error while in no call */
  get stay(): Stay {
    if (this.#stay === undefined) {
      throw new Error('in no call');
    }
    return this.#stay;
  }

  get present(): boolean {
    return this.#stay !== undefined;
  }

  /**
   * Joins; with a microphone, silent yet, unless it only listens. Resolves when media can flow both ways.
   * @throws Refused
   */
  async join(channelId: ChannelId, speaks = true): Promise<void> {
    this.#wanted = { channelId, speaks };
    const stay = await this.#enter(channelId);
    await Promise.all([stay.ready(), speaks ? stay.produce() : undefined]);
  }

  async leave(): Promise<void> {
    this.#wanted = undefined;
    this.#stay?.close();
    this.#stay = undefined;
    await this.guest.ask('leaveVoice', {});
  }

  /** Says so and sends; the first packet does not wait for the server's answer. */
  async speak(): Promise<void> {
    this.stay.mic?.speak();
    await this.#tellSpeaking(true);
  }

  async fallSilent(): Promise<void> {
    this.#stay?.mic?.fallSilent();
    await this.#tellSpeaking(false);
  }

  close(): void {
    this.#closed = true;
    this.#wanted = undefined;
    this.#stay?.close();
    this.#stay = undefined;
    this.guest.close();
  }

  async #enter(channelId: ChannelId): Promise<Stay> {
    const { fingerprint } = this.#certificate;
    this.#early = [];
    const setup = await this.guest.joinVoice(channelId, {
      sendFingerprints: [fingerprint],
      receiveFingerprints: [fingerprint],
    });
    const stay = await Stay.open(this.guest, setup, this.#certificate);
    if (this.#closed) {
      stay.close();
      throw new Error('closed while joining');
    }
    this.#stay?.close();
    this.#stay = stay;
    stay.onHeard = (heard) => {
      this.onHeard(heard);
    };
    const early = this.#early;
    this.#early = undefined;
    for (const notice of early) {
      stay.take(notice);
    }
    return stay;
  }

  #take(notice: Told): void {
    this.notices += 1;
    if (notice.name === 'voiceEnded' && notice.data.peerId === this.#stay?.peerId) {
      this.#end(notice.data.rejoin);
    } else if (this.#early !== undefined) {
      this.#early.push(notice);
    } else {
      this.#stay?.take(notice);
    }
    this.onTold(notice);
  }

  #end(rejoin: boolean): void {
    const speaking = this.#stay?.mic?.speaking ?? false;
    this.#stay?.close();
    this.#stay = undefined;
    if (rejoin && this.#wanted !== undefined) {
      void this.#comeBack(speaking);
    }
  }

  async #comeBack(speaking: boolean): Promise<void> {
    for (let attempt = 0; this.#wanted !== undefined; attempt += 1) {
      const { channelId, speaks } = this.#wanted;
      try {
        await this.join(channelId, speaks);
        if (speaking) {
          await this.speak();
        }
        return;
      } catch {
        // As the client: whatever it was, it is tried again until the person, or the bench, has enough.
        await new Promise((resolve) =>
          setTimeout(resolve, RETRY_WAITS_MS[Math.min(attempt + 1, RETRY_WAITS_MS.length - 1)]),
        );
      }
    }
  }

  /** Nobody's call hangs on it: what is refused because the call just ended, or too often, is left out. */
  async #tellSpeaking(speaking: boolean): Promise<void> {
    try {
      await this.guest.ask('setSpeaking', { speaking });
    } catch (fault) {
      if (!(fault instanceof Refused) && this.guest.socket.connected) {
        throw fault;
      }
    }
  }
}
