import { randomBytes } from 'node:crypto';
import type * as DBus from 'dbus-next';
import type { Message, MessageBus, Variant } from 'dbus-next';
import { z } from 'zod';
import { Emitter } from '../../common/emitter.ts';
import type { Closable } from '../../common/lifetime.ts';

const DESKTOP = 'org.freedesktop.portal.Desktop';
const PATH = '/org/freedesktop/portal/desktop';
const SHORTCUTS = 'org.freedesktop.portal.GlobalShortcuts';
const REQUEST = 'org.freedesktop.portal.Request';
const SESSION = 'org.freedesktop.portal.Session';
const BUS = 'org.freedesktop.DBus';

/** A person looks at a dialog meanwhile; what nobody answers for so long is no answer. */
const ANSWER_MS = 120_000;

export interface PortalShortcut {
  readonly id: string;
  /** What the desktop's own dialog calls it. */
  readonly description: string;
  /** What is proposed there, as `CTRL+m`: https://specifications.freedesktop.org/shortcuts-spec */
  readonly trigger: string | undefined;
}

/** `absent`: this desktop has no such portal; `refused`: the person said no; `lost`: the bus is gone. */
export class PortalFault extends Error {
  readonly reason: 'absent' | 'refused' | 'lost';

  constructor(reason: PortalFault['reason'], options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

const variant = <Value extends z.ZodType>(value: Value): z.ZodObject<{ value: Value }> => z.object({ value });
const response = z.tuple([z.number(), z.record(z.string(), variant(z.unknown()))]);
const edge = z.tuple([z.string(), z.string()]).rest(z.unknown());

/**
 * One session of the desktop's portal for shortcuts:
 * https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.GlobalShortcuts.html
 */
export class Portal implements Closable {
  readonly events = new Emitter<{ pressed: { id: string; down: boolean }; lost: null }>();
  readonly #bus: MessageBus;
  readonly #dbus: typeof DBus;
  /** By the path of the request that it answers. */
  readonly #answers = new Map<string, (body: unknown) => void>();
  #session: string | undefined;
  #closed = false;

  private constructor(bus: MessageBus, dbus: typeof DBus) {
    this.#bus = bus;
    this.#dbus = dbus;
    bus.on('message', (message) => {
      this.#hear(message);
    });
    bus.on('error', () => {
      this.events.emit('lost', null);
    });
  }

  /**
   * Binds them; the desktop asks the person, once or each time.
   * @param busAddress undefined is the session's own
   * @throws PortalFault
   */
  static async open(shortcuts: readonly PortalShortcut[], busAddress?: string): Promise<Portal> {
    // Only whoever wants it pays for it.
    const dbus = await import('dbus-next');
    let portal: Portal | undefined;
    try {
      const bus = dbus.sessionBus(busAddress === undefined ? {} : { busAddress });
      portal = new Portal(bus, dbus);
      await portal.#connect();
      await portal.#bind(shortcuts);
      return portal;
    } catch (cause) {
      portal?.close();
      throw cause instanceof PortalFault ? cause : new PortalFault('absent', { cause });
    }
  }

  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      if (this.#session !== undefined) {
        this.#bus.send(
          new this.#dbus.Message({ destination: DESKTOP, path: this.#session, interface: SESSION, member: 'Close' }),
        );
      }
      this.#bus.disconnect();
      this.events.clear();
    }
  }

  async #connect(): Promise<void> {
    const { promise, reject } = Promise.withResolvers<never>();
    const stop = this.events.on('lost', () => {
      reject(new PortalFault('lost'));
    });
    try {
      const owner = `type='signal',sender='${BUS}',interface='${BUS}',member='NameOwnerChanged',arg0='${DESKTOP}'`;
      const own = [REQUEST, SHORTCUTS, SESSION].map((name) => `type='signal',sender='${DESKTOP}',interface='${name}'`);
      for (const rule of [...own, owner]) {
        await Promise.race([promise, this.#call(BUS, '/org/freedesktop/DBus', BUS, 'AddMatch', 's', [rule])]);
      }
    } finally {
      stop();
    }
  }

  async #bind(shortcuts: readonly PortalShortcut[]): Promise<void> {
    const { Variant: Box } = this.#dbus;
    const made = await this.#ask('CreateSession', 'a{sv}', (token) => [
      { handle_token: new Box('s', token), session_handle_token: new Box('s', token) },
    ]);
    this.#session = z.object({ session_handle: variant(z.string()) }).parse(made).session_handle.value;
    const list = shortcuts.map(({ id, description, trigger }): [string, Record<string, Variant>] => [
      id,
      {
        description: new Box('s', description),
        ...(trigger === undefined ? {} : { preferred_trigger: new Box('s', trigger) }),
      },
    ]);
    await this.#ask('BindShortcuts', 'oa(sa{sv})sa{sv}', (token) => [
      this.#session,
      list,
      '',
      { handle_token: new Box('s', token) },
    ]);
  }

  /** Calls, and waits for what the person says. @throws PortalFault */
  async #ask(member: string, signature: string, body: (token: string) => unknown[]): Promise<unknown> {
    const token = `yankcord_${randomBytes(8).toString('hex')}`;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    // The answer may be there before the call's own reply; older portals choose another path.
    const early = `/request/${token}`;
    this.#answers.set(early, resolve);
    const timer = setTimeout(() => {
      reject(new PortalFault('refused'));
    }, ANSWER_MS);
    const stop = this.events.on('lost', () => {
      reject(new PortalFault('lost'));
    });
    let handle = early;
    try {
      [handle] = z
        .tuple([z.string()])
        .parse(await this.#call(DESKTOP, PATH, SHORTCUTS, member, signature, body(token)));
      this.#answers.set(handle, resolve);
      const [outcome, results] = response.parse(await promise);
      if (outcome !== 0) {
        throw new PortalFault('refused');
      }
      return results;
    } finally {
      clearTimeout(timer);
      stop();
      this.#answers.delete(early);
      this.#answers.delete(handle);
    }
  }

  async #call(
    destination: string,
    path: string,
    name: string,
    member: string,
    signature: string,
    body: unknown[],
  ): Promise<unknown[]> {
    const message = new this.#dbus.Message({ destination, path, interface: name, member, signature, body });
    const reply = await this.#bus.call(message);
    const said = reply?.body as unknown[] | undefined; // any to the library; parsed by whoever asked
    return said ?? [];
  }

  #hear({ path, interface: name, member, body }: Message): void {
    if (name === REQUEST && member === 'Response') {
      const answer = this.#answers.get(path) ?? this.#answers.get(`/request/${path.split('/').at(-1) ?? ''}`);
      answer?.(body);
    } else if (name === SHORTCUTS && (member === 'Activated' || member === 'Deactivated')) {
      const parsed = edge.safeParse(body);
      if (parsed.success && parsed.data[0] === this.#session) {
        this.events.emit('pressed', { id: parsed.data[1], down: member === 'Activated' });
      }
    } else if (name === BUS && member === 'NameOwnerChanged' && body.at(-1) === '') {
      // It ended, and its sessions with it.
      this.#session = undefined;
      this.events.emit('lost', null);
    } else if (name === SESSION && member === 'Closed' && path === this.#session) {
      this.#session = undefined;
      this.events.emit('lost', null);
    }
  }
}
