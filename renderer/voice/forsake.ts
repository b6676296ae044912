import type { PeerId } from '../../common/ids.ts';
import type { SignalingClient } from '../signaling/SignalingClient.ts';

/**
 * Tells the server of a leave that it could not be told of when it happened: until its grace is over the others would
 * see a person who has left.
 * @param out whether this person is still in no call
 */
export function forsake(signaling: SignalingClient, peerId: PeerId, out: () => boolean): void {
  signaling
    .request('resumeVoice', { peerId })
    .catch(() => undefined) // the peer is gone, and this person perhaps still expected back
    .then(() => (out() ? signaling.request('leaveVoice', {}) : undefined))
    .catch(() => undefined); // gone already
}
