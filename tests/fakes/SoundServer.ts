/**
 * Real sound devices that a test plugs in and out: those of a PulseAudio of its own, which Chromium takes for the machine's.
 * A microphone here hears a sine; what a speaker plays is recorded where it would be heard.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childEnv } from '../config.ts';

const run = promisify(execFile);

const RATE_HZ = 48_000;
const CHANNELS = 2;
const BYTES_PER_SAMPLE = 4;
const START_MS = 10_000;
const RECORD_MS = 500;
/** In blocks of 50 ms: a null sink makes its sound two seconds at a time where nobody asks for less. */
const SOON = 'norewinds=1';
/** Beginnings of recordings are silent until the stream runs. */
const LEAD_MS = 300;
const FLOOR_DB = -140;

export class SoundServer {
  readonly #folder: string;
  readonly #process: ChildProcess;
  /** What a browser's environment needs to have these devices. */
  readonly env: Readonly<Record<string, string>>;
  readonly #modules = new Map<string, string>();

  private constructor(folder: string, child: ChildProcess, env: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#process = child;
    this.env = env;
  }

  /** @throws Error that names what to install */
  static async start(): Promise<SoundServer> {
    const folder = await mkdtemp(join(tmpdir(), 'yankcord-sound-'));
    const socket = join(folder, 'native');
    const env = childEnv({
      HOME: folder,
      XDG_RUNTIME_DIR: folder,
      PULSE_RUNTIME_PATH: folder,
      PULSE_STATE_PATH: folder,
      PULSE_SERVER: `unix:${socket}`,
    });
    const child = spawn(
      'pulseaudio',
      [
        '-n', // nothing of the machine's own set-up
        '--daemonize=no',
        '--exit-idle-time=-1',
        '--use-pid-file=no',
        '-L',
        `module-native-protocol-unix auth-anonymous=1 socket=${socket}`,
      ],
      { env, stdio: 'ignore' },
    );
    const server = new SoundServer(folder, child, env);
    try {
      await server.#ready();
    } catch (cause) {
      await server.close();
      throw new Error('no PulseAudio: install it with `apt-get install pulseaudio pulseaudio-utils`', { cause });
    }
    return server;
  }

  /**
   * Plugs a microphone in that hears a sine; answers how browsers call it. There has to be a default speaker already: what
   * plays on one that no longer is the default moves to the next, and so would the sine.
   */
  async addMicrophone(hz: number): Promise<string> {
    const wire = `wire_${String(hz)}`;
    if (!this.#modules.has(wire)) {
      await this.#load(wire, 'module-null-sink', [`sink_name=${wire}`, `rate=${String(RATE_HZ)}`, SOON]);
      await this.#load(`sine_${String(hz)}`, 'module-sine', [`sink=${wire}`, `frequency=${String(hz)}`]);
    }
    const name = microphone(hz);
    await this.#load(name, 'module-remap-source', [
      `source_name=${name}`,
      `master=${wire}.monitor`,
      `source_properties=device.description=${name}`,
    ]);
    return name;
  }

  /** Pulls it out, whatever uses it. */
  async removeMicrophone(hz: number): Promise<void> {
    await this.#unload(microphone(hz));
  }

  async setDefaultMicrophone(hz: number): Promise<void> {
    await this.#pactl('set-default-source', microphone(hz));
  }

  /** Plugs a speaker in; browsers call it as it is called here. */
  async addSpeaker(name: string): Promise<void> {
    await this.#load(name, 'module-null-sink', [
      `sink_name=${name}`,
      SOON,
      `rate=${String(RATE_HZ)}`,
      `sink_properties=device.description=${name}`,
    ]);
  }

  async removeSpeaker(name: string): Promise<void> {
    await this.#unload(name);
  }

  async setDefaultSpeaker(name: string): Promise<void> {
    await this.#pactl('set-default-sink', name);
  }

  /** Levels of a sine at a speaker, left and right, dBFS: what it plays now is recorded. */
  async levels(speaker: string, hz: number): Promise<readonly [number, number]> {
    const wanted = (RATE_HZ * CHANNELS * BYTES_PER_SAMPLE * (LEAD_MS + RECORD_MS)) / 1_000;
    const recorder = spawn(
      'parec',
      [
        `--device=${speaker}.monitor`,
        '--raw',
        '--format=float32le',
        `--rate=${String(RATE_HZ)}`,
        `--channels=${String(CHANNELS)}`,
        '--latency-msec=20',
      ],
      { env: { ...this.env }, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    let sound = Buffer.alloc(0);
    for await (const part of recorder.stdout) {
      sound = Buffer.concat([sound, Buffer.from(part as Uint8Array)]); // a pipe without an encoding gives buffers
      if (sound.length >= wanted) {
        break;
      }
    }
    recorder.kill();
    const from = (wanted * LEAD_MS) / (LEAD_MS + RECORD_MS);
    return [levelOf(sound.subarray(from, wanted), 0, hz), levelOf(sound.subarray(from, wanted), 1, hz)];
  }

  /** The louder side of it. */
  async level(speaker: string, hz: number): Promise<number> {
    return Math.max(...(await this.levels(speaker, hz)));
  }

  async close(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.pid !== undefined) {
      const exited = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await exited;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #ready(): Promise<void> {
    const failed = once(this.#process, 'error').then(([fault]) => {
      throw fault;
    });
    const endMs = performance.now() + START_MS;
    for (;;) {
      const answered = this.#pactl('info').then(
        () => true,
        () => false,
      );
      if (await Promise.race([answered, failed])) {
        return;
      }
      if (performance.now() > endMs) {
        throw new Error('PulseAudio did not answer');
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #load(name: string, module: string, args: readonly string[]): Promise<void> {
    this.#modules.set(name, await this.#pactl('load-module', module, ...args));
  }

  async #unload(name: string): Promise<void> {
    await this.#pactl('unload-module', this.#modules.get(name) ?? name);
    this.#modules.delete(name);
  }

  async #pactl(...args: string[]): Promise<string> {
    const { stdout } = await run('pactl', args, { env: { ...this.env } });
    return stdout.trim();
  }
}

const microphone = (hz: number): string => `microphone_${String(hz)}`;

/** One bin of a Fourier transform under a Hann window, of one channel. */
function levelOf(sound: Buffer, channel: number, hz: number): number {
  const count = Math.floor(sound.length / BYTES_PER_SAMPLE / CHANNELS);
  let real = 0;
  let imaginary = 0;
  let weight = 0;
  for (let index = 0; index < count; index += 1) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / count);
    const value = sound.readFloatLE((index * CHANNELS + channel) * BYTES_PER_SAMPLE) * hann;
    const angle = (2 * Math.PI * hz * index) / RATE_HZ;
    real += value * Math.cos(angle);
    imaginary += value * Math.sin(angle);
    weight += hann;
  }
  return Math.max(FLOOR_DB, 20 * Math.log10((2 * Math.hypot(real, imaginary)) / weight));
}
