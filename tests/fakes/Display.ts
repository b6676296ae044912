/** A display without a screen, with a moving picture on it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Closable } from '../../common/lifetime.ts';
import { childEnv } from '../config.ts';

export class Display implements Closable {
  readonly name: string;
  readonly #children: ChildProcess[];

  private constructor(name: string, server: ChildProcess) {
    this.name = name;
    this.#children = [server];
  }

  static async open(width = 640, height = 360): Promise<Display> {
    const screen = `${String(width)}x${String(height)}x24`;
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    // A pipe that it writes to.
    const [number] = (await once(server.stdio[3] as Readable, 'data')) as [Buffer];
    return new Display(`:${number.toString().trim()}`, server);
  }

  /** A window with a clock in it, which moves every second. @returns ends it */
  showWindow(): () => void {
    const window = spawn('xclock', ['-display', this.name, '-geometry', '320x240', '-update', '1'], {
      stdio: 'ignore',
    });
    this.#children.push(window);
    return () => {
      window.kill('SIGKILL');
    };
  }

  /**
   * Covers it with a red, a green and a blue third, before which something white moves.
   * @param noise 0 to 100: what makes it hard to encode
   * @returns ends it
   */
  showBars(width: number, height: number, noise = 0): () => void {
    const third = Math.ceil(width / 3);
    const box = (place: number, colour: string): string =>
      `drawbox=x=${String(place * third)}:w=${String(third)}:h=${String(height)}:c=${colour}:t=fill`;
    const size = `${String(width)}x${String(height)}`;
    const bars = `color=black:s=${size}:r=30,${box(0, '0xff0000')},${box(1, '0x00ff00')},${box(2, '0x0000ff')}`;
    const moving = `color=white:s=40x40:r=30[dot];[bars][dot]overlay=x='mod(n*7\\,${String(width - 40)})':y=${String(height - 60)},noise=alls=${String(noise)}:allf=t`;
    const player = spawn(
      'ffmpeg',
      [
        ...['-loglevel', 'quiet', '-re', '-f', 'lavfi', '-i', `${bars}[bars];${moving}`, '-pix_fmt', 'bgr0'],
        ...['-window_borderless', '1', '-window_x', '0', '-window_y', '0', '-f', 'sdl', 'bars'],
      ],
      { stdio: 'ignore', env: childEnv({ DISPLAY: this.name, SDL_VIDEODRIVER: 'x11' }) },
    );
    this.#children.push(player);
    return () => {
      player.kill('SIGKILL');
    };
  }

  /** Fills what is behind the windows. @param colour as `#ff0000` */
  paint(colour: string): void {
    this.#children.push(spawn('xsetroot', ['-display', this.name, '-solid', colour], { stdio: 'ignore' }));
  }

  close(): void {
    for (const child of this.#children.reverse()) {
      child.kill('SIGKILL');
    }
  }
}
