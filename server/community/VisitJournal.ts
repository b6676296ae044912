import type { PeerId } from '../../common/ids.ts';
import type { Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import type { Database } from '../store/Database.ts';
import { markVisitsSeen, saveVisits, type NewVisit, type VisitChange, type VisitEnd } from '../store/voiceVisits.ts';

/** Changes within this time are written in one transaction: no join waits for the disk. */
const WRITE_DELAY_MS = 500;
/** How much of a visit is lost at most when the server dies. */
const SEEN_INTERVAL_MS = 15_000;
/** While the disk takes nothing, so many unwritten visits are kept, and tried again with the next. */
const UNWRITTEN_MAX = 1_000;

/** A visit that is not wholly written. */
interface Visit {
  readonly visit: NewVisit;
  id: number | undefined;
  end: VisitEnd | undefined;
}

/**
 * Writes who was in which voice channel, behind the events (S19). A visit belongs to a peer: switching channels ends
 * one and begins the next.
 */
export class VisitJournal implements Closable {
  readonly #database: Database;
  readonly #log: Log;
  /** Visits that last. */
  readonly #open = new Map<PeerId, Visit>();
  /** Visits that began or ended since the last write. */
  readonly #changed = new Set<Visit>();
  readonly #seen: NodeJS.Timeout;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
    this.#seen = setInterval(() => {
      this.#markSeen();
    }, SEEN_INTERVAL_MS);
  }

  began(peerId: PeerId, visit: NewVisit): void {
    if (!this.#closed && !this.#open.has(peerId)) {
      const begun: Visit = { visit, id: undefined, end: undefined };
      this.#open.set(peerId, begun);
      this.#change(begun);
    }
  }

  /** A visit that is not open has ended before: then nothing happens. */
  ended(peerId: PeerId, end: VisitEnd): void {
    const visit = this.#open.get(peerId);
    if (!this.#closed && visit !== undefined) {
      this.#open.delete(peerId);
      // Clocks may be set back.
      visit.end = { ...end, toMs: Math.max(end.toMs, visit.visit.fromMs) };
      this.#change(visit);
    }
  }

  /** Resolves when everything so far is written, or failed and was logged. */
  async settle(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(async () => this.#write());
    await this.#writing;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#seen);
  }

  #change(visit: Visit): void {
    this.#changed.add(visit);
    this.#timer ??= setTimeout(() => {
      void this.settle();
    }, WRITE_DELAY_MS);
  }

  async #write(): Promise<void> {
    const visits = [...this.#changed];
    this.#changed.clear();
    if (visits.length === 0) {
      return;
    }
    try {
      const ids = await saveVisits(
        this.#database,
        visits.map((visit) => changeOf(visit)),
      );
      for (const [index, visit] of visits.entries()) {
        visit.id = ids[index];
      }
    } catch (fault) {
      this.#log.error('Voice visits could not be written', fault, { visits: visits.length });
      for (const visit of visits.slice(-UNWRITTEN_MAX)) {
        this.#changed.add(visit);
      }
    }
  }

  #markSeen(): void {
    if (this.#changed.size > 0) {
      void this.settle();
    }
    if (this.#open.size > 0) {
      markVisitsSeen(this.#database, Date.now()).catch((fault: unknown) => {
        this.#log.error('Voice visits could not be marked as going on', fault);
      });
    }
  }
}

const changeOf = ({ id, visit, end }: Visit): VisitChange =>
  id === undefined || end === undefined ? { kind: 'new', visit, end } : { kind: 'end', id, end };
