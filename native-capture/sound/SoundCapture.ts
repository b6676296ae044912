import type { ChildProcess } from 'node:child_process';
import { Lifetime, type Closable } from '../../common/lifetime.ts';
import { spawnTied } from '../spawnTied.ts';
import { isOurs } from './ancestry.ts';
import { BLOCK_MS, mixBlocks, PcmQueue, SOUND_RATE_HZ } from './mix.ts';
import { OggReader } from './OggReader.ts';
import { listSinkInputs, serverArgs } from './sinkInputs.ts';

export interface SoundTools {
  readonly ffmpeg: string;
  /** As PulseAudio's tools take it; the system's own otherwise. */
  readonly server: string | undefined;
}

interface SoundListeners {
  /** One Opus packet. @param timeMs of the sound's own clock */
  packet(packet: Buffer, timeMs: number): void;
  /** Once: there is no sound any more. */
  failed(said: string): void;
}

/** Programs that begin to play come in crowds of events. */
const LOOK_AFTER_MS = 100;
/** Behind by more, after a sleep: what was missed is left out. */
const MOST_BLOCKS = 10;
const RAW = ['--raw', '--format=s16le', `--rate=${String(SOUND_RATE_HZ)}`, '--channels=2', '--latency-msec=20'];
const ENCODE = [
  ...['-nostdin', '-hide_banner', '-loglevel', 'error', '-probesize', '32', '-analyzeduration', '0'],
  ...['-f', 's16le', '-ar', String(SOUND_RATE_HZ), '-ac', '2', '-i', 'pipe:0'],
  ...['-c:a', 'libopus', '-b:a', '128k', '-application', 'audio', '-frame_duration', String(BLOCK_MS)],
  ...['-flush_packets', '1', '-f', 'ogg', '-page_duration', '1', 'pipe:1'],
];

/**
 * What the other programs of this machine play, as Opus. Each one's playback is recorded by itself (a monitor of the stream,
 * not of the loudspeaker), so that what this app plays, which is the call, never comes back into it.
 */
export class SoundCapture implements Closable {
  readonly #life = new Lifetime();
  readonly #tools: SoundTools;
  readonly #listeners: SoundListeners;
  readonly #streams = new Map<number, { readonly recorder: ChildProcess; readonly queue: PcmQueue }>();
  #look: ReturnType<typeof setTimeout> | undefined;
  #packets = 0;
  #sinceMs = performance.now();
  #blocks = 0;

  private constructor(tools: SoundTools, listeners: SoundListeners) {
    this.#tools = tools;
    this.#listeners = listeners;
    this.#life.add(() => {
      clearTimeout(this.#look);
      for (const { recorder } of this.#streams.values()) {
        recorder.kill('SIGKILL');
      }
      this.#streams.clear();
    });
    const encoder = this.#child(tools.ffmpeg, ENCODE, 'pipe');
    const reader = new OggReader((packet) => {
      if (!this.#life.ended) {
        listeners.packet(packet, this.#packets * BLOCK_MS);
        this.#packets += 1;
      }
    });
    encoder.stdout?.on('data', (bytes: Buffer) => {
      reader.push(bytes);
    });
    // It ended: that is told by its own event.
    encoder.stdin?.on('error', () => undefined);
    const watcher = this.#child('pactl', [...serverArgs(tools.server), 'subscribe'], 'ignore');
    watcher.stdout?.on('data', (bytes: Buffer) => {
      if (bytes.toString().includes('sink-input')) {
        this.#lookSoon();
      }
    });
    const timer = setInterval(() => {
      this.#mix((block) => encoder.stdin?.write(block));
    }, BLOCK_MS);
    this.#life.add(() => {
      clearInterval(timer);
    });
  }

  /** @throws Error when there is no sound server that could be asked */
  static async open(tools: SoundTools, listeners: SoundListeners): Promise<SoundCapture> {
    await listSinkInputs(tools.server);
    const capture = new SoundCapture(tools, listeners);
    await capture.#find();
    return capture;
  }

  close(): void {
    this.#life.end();
  }

  #child(program: string, args: readonly string[], input: 'pipe' | 'ignore'): ChildProcess {
    const child = spawnTied(program, args, [input, 'pipe', 'ignore']);
    child.once('error', () => {
      this.#fail(`${program} is missing`);
    });
    child.once('exit', (code) => {
      this.#fail(`${program} ended (${String(code)})`);
    });
    this.#life.add(() => {
      child.kill('SIGKILL');
    });
    return child;
  }

  #fail(said: string): void {
    if (!this.#life.ended) {
      this.close();
      this.#listeners.failed(said);
    }
  }

  #lookSoon(): void {
    this.#look ??= setTimeout(() => {
      this.#look = undefined;
      this.#find().catch((fault: unknown) => {
        this.#fail(String(fault));
      });
    }, LOOK_AFTER_MS);
  }

  /** Who plays now is recorded, and nobody else. */
  async #find(): Promise<void> {
    const found = await listSinkInputs(this.#tools.server);
    if (this.#life.ended) {
      return;
    }
    const others = new Set(
      found.filter(({ processId }) => processId === undefined || !isOurs(processId)).map(({ index }) => index),
    );
    for (const [index, { recorder }] of this.#streams) {
      if (!others.has(index)) {
        this.#streams.delete(index);
        recorder.kill('SIGKILL');
      }
    }
    for (const index of others) {
      if (!this.#streams.has(index)) {
        this.#record(index);
      }
    }
  }

  #record(index: number): void {
    const words = [...serverArgs(this.#tools.server), `--monitor-stream=${String(index)}`, ...RAW];
    const recorder = spawnTied('parec', words, ['ignore', 'pipe', 'ignore']);
    const queue = new PcmQueue();
    const missing = (): void => {
      this.#fail('parec is missing');
    };
    recorder.once('error', missing);
    // It ends with what it records; this is setpriv(1) saying that it found no such program.
    recorder.once('exit', (code) => {
      if (code === 127) {
        missing();
      }
    });
    recorder.stdout?.on('data', (bytes: Buffer) => {
      queue.push(bytes);
    });
    this.#streams.set(index, { recorder, queue });
  }

  #mix(write: (block: Buffer) => void): void {
    const due = Math.floor((performance.now() - this.#sinceMs) / BLOCK_MS) - this.#blocks;
    if (due > MOST_BLOCKS) {
      this.#sinceMs = performance.now();
      this.#blocks = 0;
      return;
    }
    for (let block = 0; block < due; block += 1) {
      this.#blocks += 1;
      write(mixBlocks([...this.#streams.values()].flatMap(({ queue }) => queue.take() ?? [])));
    }
  }
}
