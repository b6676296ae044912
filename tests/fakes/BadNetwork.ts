/** Everything between one person and a server on this machine, to be cut and spoiled: media and signaling. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { BrowserContext } from '@playwright/test';
import { installDetour } from './page/detour.ts';
import { TcpProxy } from './TcpProxy.ts';
import { UdpRelay } from './UdpRelay.ts';

export class BadNetwork {
  /** The server's address by this network. */
  readonly url: string;
  readonly media: UdpRelay;
  readonly #mediaByTcp: TcpProxy;
  readonly #signaling: TcpProxy;

  private constructor(media: UdpRelay, mediaByTcp: TcpProxy, signaling: TcpProxy) {
    this.url = signaling.url;
    this.media = media;
    this.#mediaByTcp = mediaByTcp;
    this.#signaling = signaling;
  }

  /** @param mediaPort the server's, of its only worker, on loopback */
  static async open(serverUrl: string, mediaPort: number): Promise<BadNetwork> {
    return new BadNetwork(
      await UdpRelay.open(mediaPort),
      await TcpProxy.open(`http://127.0.0.1:${String(mediaPort)}`),
      await TcpProxy.open(serverUrl),
    );
  }

  /** A media port that is free now, and the settings that make a server take it. */
  static async mediaSettings(): Promise<{ mediaPort: number; settings: Readonly<Record<string, string>> }> {
    const probe = createSocket('udp4');
    probe.bind(0, '127.0.0.1');
    await once(probe, 'listening');
    const mediaPort = probe.address().port;
    probe.close();
    await once(probe, 'close');
    return { mediaPort, settings: { YANKCORD_MEDIA_PORT: String(mediaPort), MEDIA_WORKER_COUNT: '1' } };
  }

  /** Pages of this context have their media by this network; they come to `url`. */
  async lead(context: BrowserContext): Promise<void> {
    const tcpPort = Number(new URL(this.#mediaByTcp.url).port);
    await context.addInitScript(installDetour, { udpPort: this.media.port, tcpPort });
  }

  /**
   * Nothing passes until `mend`. A network that is `gone` breaks connections, as a pulled cable; one that is `silent`
   * tells nobody, as a radio in a tunnel.
   */
  cut(as: 'gone' | 'silent' = 'gone'): void {
    this.media.cut();
    if (as === 'gone') {
      this.#mediaByTcp.cut();
      this.#signaling.cut();
    } else {
      this.#mediaByTcp.hold();
      this.#signaling.hold();
    }
  }

  mend(): void {
    this.media.mend();
    this.#mediaByTcp.mend();
    this.#signaling.mend();
  }

  async close(): Promise<void> {
    this.media.close();
    await Promise.all([this.#mediaByTcp.close(), this.#signaling.close()]);
  }
}
