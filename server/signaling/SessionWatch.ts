import type { Closable } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import type { Members } from '../community/Members.ts';
import type { Roles } from '../community/Roles.ts';
import type { Database } from '../store/Database.ts';
import { findMember } from '../store/members.ts';
import { goneSessions } from '../store/sessions.ts';
import { endConnections } from './accountHandlers.ts';
import type { Connection } from './Connection.ts';

const LOOK_MS = 1_000;

interface WatchedParts {
  readonly database: Database;
  readonly members: Members;
  readonly roles: Roles;
}

/**
 * The command line changes the database beside the running server (`user end-sessions`, `user make-owner` …). What that
 * means for whoever is connected is done here, within a second.
 */
export class SessionWatch implements Closable {
  readonly #database: Database;
  readonly #members: Members;
  readonly #roles: Roles;
  readonly #connections: () => Iterable<Connection>;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  #version: number;
  #looking = false;

  constructor({ database, members, roles }: WatchedParts, connections: () => Iterable<Connection>, log: Log) {
    this.#database = database;
    this.#members = members;
    this.#roles = roles;
    this.#connections = connections;
    this.#log = log;
    this.#version = database.version;
    this.#timer = setInterval(() => {
      this.#look().catch((fault: unknown) => {
        this.#log.error('Sessions could not be looked at', fault);
      });
    }, LOOK_MS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const { version } = this.#database;
    if (this.#looking || version === this.#version) {
      return;
    }
    this.#looking = true;
    this.#version = version;
    try {
      const present = [...this.#connections()].filter(({ authenticated }) => authenticated);
      const sessions = present.map(({ membership }) => membership);
      const hashes = [...new Set(sessions.map(({ tokenHash }) => tokenHash))];
      endConnections(this.#connections(), await goneSessions(this.#database, hashes), 'revoked');
      const members = new Map(sessions.map(({ member }) => [member.id, member]));
      for (const { id, owner, kind, name } of members.values()) {
        const stored = await findMember(this.#database, id);
        if (stored !== undefined && (stored.owner !== owner || stored.kind !== kind || stored.name !== name)) {
          if (stored.owner && !owner) {
            this.#roles.own(id);
          }
          this.#members.changed(stored);
        }
      }
    } finally {
      this.#looking = false;
    }
  }
}
