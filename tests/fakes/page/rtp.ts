/** What a page sends and how, by the statistics of its own connections. https://www.w3.org/TR/webrtc-stats/ */

export interface RtpSent {
  readonly atMs: number;
  /** Audio, of all connections that are open. */
  readonly packets: number;
  readonly bytes: number;
  /** The format parameters of the audio codec in use, as SDP has them; empty while nothing was negotiated. */
  readonly codec: string;
}

/** Pictures as they arrive, of all connections together. */
export interface VideoReceived {
  readonly bytes: number;
  readonly frames: number;
  /** Of which anything arrived so far. */
  readonly streams: number;
}

declare global {
  interface Window {
    rtpSent: () => Promise<RtpSent>;
    videoReceived: () => Promise<VideoReceived>;
    /** Ends what the page captures of screens, as the browser's own bar does. */
    endCaptures: () => void;
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

  const captures: MediaStreamTrack[] = [];
  const capture = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getDisplayMedia = async (options) => {
    const media = await capture(options);
    captures.push(...media.getTracks());
    return media;
  };
  window.endCaptures = () => {
    for (const track of captures) {
      track.stop();
      track.dispatchEvent(new Event('ended')); // which stop() alone, as the page's own doing, does not tell
    }
  };

  window.videoReceived = async () => {
    let bytes = 0;
    let frames = 0;
    let streams = 0;
    for (const connection of [...connections].filter(({ connectionState }) => connectionState !== 'closed')) {
      const report: ReadonlyMap<string, unknown> = new Map(await connection.getStats());
      for (const stats of report.values()) {
        // One kind of statistics has these members: https://www.w3.org/TR/webrtc-stats/#inboundrtpstats-dict*
        const received = stats as Partial<RTCInboundRtpStreamStats>;
        if (received.type === 'inbound-rtp' && received.kind === 'video') {
          bytes += received.bytesReceived ?? 0;
          frames += received.framesReceived ?? 0;
          streams += (received.bytesReceived ?? 0) > 0 ? 1 : 0;
        }
      }
    }
    return { bytes, frames, streams };
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
