/** What a page sends and how, by the statistics of its own connections. https://www.w3.org/TR/webrtc-stats/ */

export interface RtpSent {
  readonly atMs: number;
  /** Audio, of all connections that are open. */
  readonly packets: number;
  readonly bytes: number;
  /** The format parameters of the audio codec in use, as SDP has them; empty while nothing was negotiated. */
  readonly codec: string;
}

declare global {
  interface Window {
    rtpSent: () => Promise<RtpSent>;
  }
}

/** Runs in the page, before its own scripts: nothing outside of this function is known there. */
export function installRtp(): void {
  const connections = new Set<RTCPeerConnection>();
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.add(this);
    }
  };

  window.rtpSent = async () => {
    let packets = 0;
    let bytes = 0;
    let codec = '';
    for (const connection of [...connections].filter(({ connectionState }) => connectionState !== 'closed')) {
      const report: ReadonlyMap<string, unknown> = new Map(await connection.getStats());
      for (const stats of report.values()) {
        // One kind of statistics has these members: https://www.w3.org/TR/webrtc-stats/#outboundrtpstats-dict*
        const sent = stats as Partial<RTCOutboundRtpStreamStats>;
        if (sent.type === 'outbound-rtp' && sent.kind === 'audio') {
          packets += sent.packetsSent ?? 0;
          bytes += sent.bytesSent ?? 0;
          const { currentDirection } = connection.getTransceivers().find(({ mid }) => mid === sent.mid) ?? {};
          const used = report.get(sent.codecId ?? '') as { sdpFmtpLine?: string } | undefined;
          codec = (currentDirection === 'sendonly' ? used?.sdpFmtpLine : undefined) ?? codec;
        }
      }
    }
    return { atMs: performance.now(), packets, bytes, codec };
  };
}
