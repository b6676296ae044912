/** A version that may take the place of this one; its signature holds. */
export interface Offer {
  readonly version: string;
  readonly notes: string | null;
}

/** Where newer versions come from; `ElectronUpdater` for real. */
export interface UpdateSource {
  /**
   * What there is that is newer; undefined when this is the newest.
   * @throws AppError `update_unreachable`, `update_unsigned`
   */
  check(): Promise<Offer | undefined>;
  /**
   * Fetches what the last check found.
   * @param onProgress told how far it is, 0 to 1
   * @throws AppError `update_unreachable`, `update_damaged`, or `cancelled` by the signal
   */
  download(onProgress: (done: number) => void, signal: AbortSignal): Promise<void>;
  /** Puts what was fetched in place and starts it; this app has to end at once. */
  install(): void;
}
