/** What a page's connections have negotiated. */

export interface Negotiated {
  /** Of all descriptions in use, both sides. */
  readonly bytes: number;
  /** Media sections, those that carry nothing now included. */
  readonly lines: number;
}

declare global {
  interface Window {
    negotiated: () => Negotiated;
  }
}

/** Runs in the page, before its own scripts: nothing outside of this function is known there. */
export function installSdp(): void {
  const connections = new Set<RTCPeerConnection>();
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.add(this);
    }
  };
  window.negotiated = () => {
    const open = [...connections].filter(({ connectionState }) => connectionState !== 'closed');
    const texts = open.flatMap((one) => [one.localDescription?.sdp ?? '', one.remoteDescription?.sdp ?? '']);
    const remote = open.map((one) => one.remoteDescription?.sdp ?? '').join('');
    return { bytes: texts.join('').length, lines: remote.match(/^m=/gm)?.length ?? 0 };
  };
}
