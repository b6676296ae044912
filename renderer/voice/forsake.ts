import type { PeerId } from '../../common/ids.ts';
import type { SignalingClient } from '../signaling/SignalingClient.ts';

/**
 * Takes up a peer that was left while the connection was away, to leave it: until the server's grace is over the others
 * would see a person who has left. Never rejects.
 * @param stillOut asked again on the way: a click may have joined meanwhile
 */
export function forsake(signaling: SignalingClient, peerId: PeerId, stillOut: () => boolean): void {
  signaling
    .request('resumeVoice', { peerId })
    .catch(() => undefined) // the peer is gone, and this person perhaps still expected back
    .then(() => (stillOut() ? signaling.request('leaveVoice', {}) : undefined))
    .catch(() => undefined); // gone already
}
