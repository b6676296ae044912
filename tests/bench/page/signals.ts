/** What a page asks its server over socket.io, and how many round trips follow one another. */

export interface Asked {
  readonly name: string;
  readonly askedMs: number;
  /** NaN while unanswered. */
  readonly answeredMs: number;
}

declare global {
  interface Window {
    asked: () => Asked[];
  }
}

/** Runs in the page, before its own scripts: nothing outside of this function is known there. */
export function installSignals(): void {
  const all: { name: string; id: string; askedMs: number; answeredMs: number }[] = [];
  // Engine.IO message (4), Socket.IO event (2) or acknowledgement (3), the acknowledgement's number, then JSON:
  // https://socket.io/docs/v4/socket-io-protocol/
  window.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) => {
        const id = typeof data === 'string' ? /^43(\d+)/.exec(data)?.[1] : undefined;
        const request = all.findLast((one) => one.id === id);
        if (request !== undefined) {
          request.answeredMs = Date.now();
        }
      });
    }

    override send(data: string | Blob | BufferSource): void {
      const found = typeof data === 'string' ? /^42(\d+)\["(\w+)"/.exec(data) : null;
      if (found?.[1] !== undefined && found[2] !== undefined) {
        all.push({ name: found[2], id: found[1], askedMs: Date.now(), answeredMs: Number.NaN });
      }
      super.send(data);
    }
  };
  window.asked = () => all.map(({ name, askedMs, answeredMs }) => ({ name, askedMs, answeredMs }));
}
