import { Device } from 'mediasoup-client';
import { AppError } from '../../common/errors.ts';
import { rtpCapabilities } from '../../common/media.ts';
import type { Welcome } from '../../common/signaling.ts';
import type { SignalingClient } from '../signaling/SignalingClient.ts';
import { makeCertificate } from './certificate.ts';
import { Mixer } from './Mixer.ts';
import type { VoiceGround } from './VoiceSession.ts';

/**
 * Everything slow that a join needs and that needs no click: mediasoup's Device (it makes two peer connections to
 * learn what the browser can do), the DTLS certificate, the AudioContext with its worklets.
 *
 * @throws AppError `media_unsupported`
 */
export async function layGround(signaling: SignalingClient, welcome: Welcome): Promise<VoiceGround> {
  const [device, certificate, mixer] = await Promise.all([
    loadDevice(welcome.routerRtpCapabilities),
    makeCertificate(),
    Mixer.open(),
  ]);
  return { signaling, device, rtpCapabilities: rtpCapabilities.parse(device.recvRtpCapabilities), certificate, mixer };
}

async function loadDevice(routerRtpCapabilities: Welcome['routerRtpCapabilities']): Promise<Device> {
  try {
    const device = new Device();
    await device.load({ routerRtpCapabilities });
    return device;
  } catch (cause) {
    throw new AppError('media_unsupported', 'this browser cannot make the call', { cause });
  }
}
