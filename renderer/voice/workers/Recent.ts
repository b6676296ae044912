/** The newest few of what passed, as long as it is fresh. */
export class Recent<T> {
  readonly #most: number;
  readonly #freshMs: number;
  #kept: { readonly item: T; readonly atMs: number }[] = [];

  constructor(most: number, freshMs: number) {
    this.#most = most;
    this.#freshMs = freshMs;
  }

  keep(item: T, nowMs: number): void {
    this.#kept = [...this.#kept, { item, atMs: nowMs }].slice(-this.#most);
  }

  /** Answers what is fresh and was kept since then, oldest first, and keeps nothing. */
  take(nowMs: number, sinceMs: number): T[] {
    const fresh = this.#kept.filter(({ atMs }) => atMs >= sinceMs && nowMs - atMs <= this.#freshMs);
    this.#kept = [];
    return fresh.map(({ item }) => item);
  }
}
