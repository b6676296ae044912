import type { DesktopGroups } from '../../common/ipc.ts';

/** What differs between a browser and the desktop app, whose groups (`platform.window`, …) are there in the app only. */
export interface Platform extends Partial<DesktopGroups> {
  readonly kind: 'web' | 'desktop';
  /**
   * Origin of the server to show first, such as `https://192.0.2.7:7880`.
   * @throws AppError why there is none
   */
  findServer(): Promise<string>;
  /** Told when that server is up at another address; answers the function that ends it. */
  onServerMoved(listener: (url: string) => void): () => void;
}
