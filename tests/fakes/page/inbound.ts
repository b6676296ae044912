/** What a page hears of others, by the statistics of its own connections. https://www.w3.org/TR/webrtc-stats/ */

/** Counts since the beginning, of all audio that is received together. */
export interface Inbound {
  readonly samples: number;
  /** Made up where something was missing while somebody talked. */
  readonly concealed: number;
  readonly packets: number;
  readonly lost: number;
  readonly nacks: number;
  /** Came too late. */
  readonly discarded: number;
  readonly fec: number;
  /** What its samples waited in the jitter buffer, all together, in seconds. */
  readonly delayS: number;
  /** Samples that left the jitter buffer. */
  readonly emitted: number;
}

declare global {
  interface Window {
    inbound: () => Promise<Inbound>;
  }
}

/** Runs in the page, before its own scripts: nothing outside of this function is known there. */
export function installInbound(): void {
  const connections = new Set<RTCPeerConnection>();
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.add(this);
    }
  };

  window.inbound = async () => {
    const sum = {
      samples: 0,
      concealed: 0,
      packets: 0,
      lost: 0,
      nacks: 0,
      discarded: 0,
      fec: 0,
      delayS: 0,
      emitted: 0,
    };
    for (const connection of [...connections].filter(({ connectionState }) => connectionState === 'connected')) {
      const report: ReadonlyMap<string, unknown> = new Map(await connection.getStats());
      for (const stats of report.values()) {
        // One kind of statistics has these members: https://www.w3.org/TR/webrtc-stats/#inboundrtpstats-dict*
        const heard = stats as Partial<RTCInboundRtpStreamStats>;
        if (heard.type === 'inbound-rtp' && heard.kind === 'audio' && (heard.packetsReceived ?? 0) > 0) {
          sum.samples += heard.totalSamplesReceived ?? 0;
          sum.concealed += (heard.concealedSamples ?? 0) - (heard.silentConcealedSamples ?? 0);
          sum.packets += heard.packetsReceived ?? 0;
          sum.lost += heard.packetsLost ?? 0;
          sum.nacks += heard.nackCount ?? 0;
          sum.discarded += heard.packetsDiscarded ?? 0;
          sum.fec += heard.fecPacketsReceived ?? 0;
          sum.delayS += heard.jitterBufferDelay ?? 0;
          sum.emitted += heard.jitterBufferEmittedCount ?? 0;
        }
      }
    }
    return sum;
  };
}
