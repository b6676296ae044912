const WINDOW_MS = 1_000;

/** What passed within the last second. */
export class RecentRate {
  #passed: { readonly atMs: number; readonly amount: number }[] = [];

  add(amount: number): void {
    this.#passed.push({ atMs: performance.now(), amount });
    this.#forget();
  }

  get perSecond(): number {
    this.#forget();
    return this.#passed.reduce((sum, { amount }) => sum + amount, 0);
  }

  #forget(): void {
    const sinceMs = performance.now() - WINDOW_MS;
    const first = this.#passed.findIndex(({ atMs }) => atMs > sinceMs);
    if (first !== 0) {
      this.#passed = first === -1 ? [] : this.#passed.slice(first);
    }
  }
}
