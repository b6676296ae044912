/** What a fake microphone hears: a sine, so that the far end can tell by its frequency whom it hears; or bursts of it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const SAMPLE_RATE_HZ = 48_000;
/** Whole seconds hold whole periods of whole frequencies: Chromium loops the file without a click. */
const SECONDS = 10;
const PEAK_DB = -12;
const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;

/** Somebody who speaks and pauses: both in whole milliseconds that fill ten seconds together, over and over. */
export interface Bursts {
  readonly toneMs: number;
  readonly silenceMs: number;
  /** The tone rises from its frequency by so much each millisecond: how it begins tells what is missing before. */
  readonly risesHzPerMs?: number;
  /** Peak, dBFS; -12 otherwise. */
  readonly peakDb?: number;
}
const ENDLESS: Bursts = { toneMs: SECONDS * 1_000, silenceMs: 0 };

/** Writes a mono 16 bit WAV file into `folder`; answers its path. */
export async function writeTone(folder: string, hz: number, bursts = ENDLESS): Promise<string> {
  const path = join(
    folder,
    `tone-${String(hz)}-${String(bursts.toneMs)}-${String(bursts.silenceMs)}${bursts.peakDb === undefined ? '' : String(bursts.peakDb)}.wav`,
  );
  await writeFile(path, wavOf(hz, bursts));
  return path;
}

/** RIFF WAVE, PCM (http://soundfile.sapp.org/doc/WaveFormat/). */
function wavOf(hz: number, { toneMs, silenceMs, risesHzPerMs = 0, peakDb = PEAK_DB }: Bursts): Buffer {
  const dataBytes = SAMPLE_RATE_HZ * SECONDS * BYTES_PER_SAMPLE;
  const wav = Buffer.alloc(HEADER_BYTES + dataBytes);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16); // size of this chunk
  wav.writeUInt16LE(1, 20); // PCM
  wav.writeUInt16LE(1, 22); // channels
  wav.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  wav.writeUInt32LE(SAMPLE_RATE_HZ * BYTES_PER_SAMPLE, 28);
  wav.writeUInt16LE(BYTES_PER_SAMPLE, 32);
  wav.writeUInt16LE(BYTES_PER_SAMPLE * 8, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(dataBytes, 40);
  const amplitude = 10 ** (peakDb / 20);
  for (let index = 0; index < SAMPLE_RATE_HZ * SECONDS; index += 1) {
    const inCycleMs = ((index / SAMPLE_RATE_HZ) * 1_000) % (toneMs + silenceMs);
    const atMs = risesHzPerMs === 0 ? (index / SAMPLE_RATE_HZ) * 1_000 : inCycleMs;
    const periods = (hz * atMs + (risesHzPerMs * atMs ** 2) / 2) / 1_000;
    const value = inCycleMs >= toneMs ? 0 : amplitude * Math.sin(2 * Math.PI * periods);
    wav.writeInt16LE(Math.round(value * 0x7fff), HEADER_BYTES + index * BYTES_PER_SAMPLE);
  }
  return wav;
}
