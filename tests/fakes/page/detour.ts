/** Sends a page's media by another way than the one that the server announces. */

/** Ports on loopback that stand for the server's media port. */
export interface Detour {
  readonly udpPort: number;
  readonly tcpPort: number;
}

/** Runs in the page, before its own scripts: nothing outside of this function is known there. */
export function installDetour({ udpPort, tcpPort }: Detour): void {
  // https://www.rfc-editor.org/rfc/rfc8839#section-5.1: foundation, component, transport, priority, address, port
  const CANDIDATE = /^(a=candidate:\S+ \d+ (udp|tcp) \d+ \S+) \d+/gim;
  const original = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, 'setRemoteDescription');
  const setRemoteDescription: unknown = original?.value;
  if (typeof setRemoteDescription !== 'function') {
    throw new TypeError('RTCPeerConnection.setRemoteDescription is not where it should be');
  }
  Object.defineProperty(RTCPeerConnection.prototype, 'setRemoteDescription', {
    ...original,
    value(this: RTCPeerConnection, { type, sdp = '' }: RTCSessionDescriptionInit): unknown {
      const detoured = sdp.replace(CANDIDATE, (_line, before: string, protocol: string) =>
        [before, protocol.toLowerCase() === 'udp' ? udpPort : tcpPort].join(' '),
      );
      return Reflect.apply(setRemoteDescription, this, [{ type, sdp: detoured }]);
    },
  });
}
