/** A real ffmpeg that sends a moving picture as SRTP by itself, as any sender with the key may. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { IngestAnswer } from '../../common/ingest.ts';
import type { Closable } from '../../common/lifetime.ts';

/** RTP and RTCP of ffmpeg come from two sockets, and an ingest knows one: the RTCP goes to the discard port. */
const DISCARD_PORT = 9;

export class FfmpegRtp implements Closable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static start({ address, payloadType, ssrc, srtp }: IngestAnswer): FfmpegRtp {
    const picture = ['-re', '-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=30'];
    const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline'];
    const rtp = ['-g', '15', '-payload_type', String(payloadType), '-ssrc', String(ssrc | 0)];
    const secret = ['-srtp_out_suite', srtp.cryptoSuite, '-srtp_out_params', srtp.sendKey];
    const to = `srtp://127.0.0.1:${String(address.port)}?rtcpport=${String(DISCARD_PORT)}&pkt_size=1200`;
    const args = ['-nostdin', '-loglevel', 'error', ...picture, ...encoder, '-pix_fmt', 'yuv420p', ...rtp];
    return new FfmpegRtp(spawn('ffmpeg', [...args, '-f', 'rtp', ...secret, to], { stdio: 'ignore' }));
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }
}
