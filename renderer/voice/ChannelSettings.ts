import { DEFAULT_OPUS, type Channel, type OpusSettings } from '../../common/community.ts';
import { Emitter } from '../../common/emitter.ts';
import type { ChannelId } from '../../common/ids.ts';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import type { ServerSession } from '../signaling/ServerSession.ts';

interface ChannelSettingsEvents {
  opusChanged: { channelId: ChannelId; opus: OpusSettings };
}

/** How each voice channel wants to be spoken in, as the server last said. */
export class ChannelSettings implements Closable {
  readonly events = new Emitter<ChannelSettingsEvents>();
  readonly #lifetime = new Lifetime();
  readonly #opus = new Map<ChannelId, OpusSettings>();

  constructor(server: ServerSession) {
    this.#lifetime.add(() => {
      this.events.clear();
    });
    this.#lifetime.add(
      server.events.on('welcomed', ({ welcome }) => {
        this.#opus.clear();
        welcome.channels.forEach((channel) => {
          this.#take(channel);
        });
      }),
    );
    this.#lifetime.add(
      server.signaling.onNotice('channelChanged', ({ channel }) => {
        this.#take(channel);
      }),
    );
    this.#lifetime.add(
      server.signaling.onNotice('channelDeleted', ({ channelId }) => {
        this.#opus.delete(channelId);
      }),
    );
  }

  has(channelId: ChannelId): boolean {
    return this.#opus.has(channelId);
  }

  opusOf(channelId: ChannelId): OpusSettings {
    return this.#opus.get(channelId) ?? DEFAULT_OPUS;
  }

  close(): void {
    this.#lifetime.end();
  }

  #take(channel: Channel): void {
    if (channel.kind === 'voice') {
      this.#opus.set(channel.id, channel.opus);
      this.events.emit('opusChanged', { channelId: channel.id, opus: channel.opus });
    }
  }
}
