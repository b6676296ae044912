/** A display without a screen, with a moving picture on it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Closable } from '../../common/lifetime.ts';

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
