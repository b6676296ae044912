import { AppError } from '../../../common/errors.ts';
import type { Offer, UpdateSource } from '../../../electron/updates/UpdateSource.ts';

/** Newer versions as a test says. The real source is tried by tests/integration/updates.test.ts. */
export class ScriptedSource implements UpdateSource {
  offer: Offer | undefined;
  fault: AppError | undefined;
  checks = 0;
  installs = 0;
  #download: { onProgress: (done: number) => void; resolve: () => void; reject: (fault: Error) => void } | undefined;

  constructor(offer?: Offer) {
    this.offer = offer;
  }

  check(): Promise<Offer | undefined> {
    this.checks += 1;
    return this.fault === undefined ? Promise.resolve(this.offer) : Promise.reject(this.fault);
  }

  download(onProgress: (done: number) => void, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#download = { onProgress, resolve, reject };
      signal.addEventListener('abort', () => {
        reject(new AppError('cancelled', 'by the person'));
      });
    });
  }

  install(): void {
    this.installs += 1;
  }

  progress(done: number): void {
    this.#download?.onProgress(done);
  }

  finish(): void {
    this.#download?.resolve();
  }

  fail(fault: AppError): void {
    this.#download?.reject(fault);
  }
}
