/** What ffmpeg tells of itself every half second (`-progress`). */
export interface Progress {
  readonly frames: number;
  readonly rate: number;
  readonly dropped: number;
}

export class ProgressReader {
  readonly #onProgress: (progress: Progress) => void;
  readonly #block = new Map<string, string>();
  #waiting = '';

  constructor(onProgress: (progress: Progress) => void) {
    this.#onProgress = onProgress;
  }

  push(text: string): void {
    const lines = (this.#waiting + text).split('\n');
    this.#waiting = lines.pop() ?? '';
    for (const line of lines) {
      const [key = '', value = ''] = line.split('=');
      this.#block.set(key, value.trim());
      if (key === 'progress') {
        const number = (name: string): number => Number(this.#block.get(name)) || 0;
        this.#onProgress({ frames: number('frame'), rate: number('fps'), dropped: number('drop_frames') });
        this.#block.clear();
      }
    }
  }
}
