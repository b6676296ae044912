/** A desktop's portal for shortcuts on a bus of a test's own: the real dbus-daemon, and a person who says yes or no. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Message, MessageType, sessionBus, Variant, type MessageBus } from 'dbus-next';

const DESKTOP = 'org.freedesktop.portal.Desktop';
const SHORTCUTS = 'org.freedesktop.portal.GlobalShortcuts';

/** With nobody on it. */
export class PrivateBus {
  readonly address: string;
  readonly #daemon: ChildProcess;

  private constructor(address: string, daemon: ChildProcess) {
    this.address = address;
    this.#daemon = daemon;
  }

  static async open(): Promise<PrivateBus> {
    const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--nosyslog', '--print-address'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(daemon.stdout, 'data')) as [Buffer];
    return new PrivateBus(said.toString().trim(), daemon);
  }

  async close(): Promise<void> {
    if (this.#daemon.exitCode === null && this.#daemon.signalCode === null) {
      const ended = once(this.#daemon, 'exit');
      this.#daemon.kill('SIGKILL');
      await ended;
    }
  }
}

export class FakePortal {
  /** What was bound, by id: description and proposed key. */
  readonly bound: { id: string; description: unknown; trigger: unknown }[] = [];
  readonly closedSessions: string[] = [];
  readonly #bus: MessageBus;
  #session = '';

  private constructor(bus: MessageBus) {
    this.#bus = bus;
  }

  /** @param answer what the person says to the dialog: 0 is yes, 1 no */
  static async open(busAddress: string, answer: 0 | 1): Promise<FakePortal> {
    const bus = sessionBus({ busAddress });
    const portal = new FakePortal(bus);
    bus.addMethodHandler((message: Message) => portal.#serve(message, answer));
    await bus.requestName(DESKTOP, 0);
    return portal;
  }

  press(id: string, down: boolean, session = this.#session): void {
    const member = down ? 'Activated' : 'Deactivated';
    this.#bus.send(
      Message.newSignal('/org/freedesktop/portal/desktop', SHORTCUTS, member, 'osta{sv}', [session, id, 1n, {}]),
    );
  }

  close(): void {
    this.#bus.disconnect();
  }

  #serve(message: Message, answer: 0 | 1): boolean {
    if (
      message.type !== MessageType.METHOD_CALL ||
      !['CreateSession', 'BindShortcuts', 'Close'].includes(message.member)
    ) {
      return false;
    }
    if (message.member === 'Close') {
      this.closedSessions.push(message.path);
      return true;
    }
    const options = message.body.at(-1) as Record<string, Variant<string>>;
    const tail = `${message.sender.slice(1).replaceAll('.', '_')}/${options['handle_token']?.value ?? ''}`;
    const handle = `/org/freedesktop/portal/desktop/request/${tail}`;
    let results: Record<string, Variant> = {};
    if (message.member === 'CreateSession') {
      this.#session = `/org/freedesktop/portal/desktop/session/${tail}`;
      results = { session_handle: new Variant('s', this.#session) };
    } else {
      const list = message.body[1] as [string, Record<string, Variant>][];
      for (const [id, { description, preferred_trigger: trigger }] of list) {
        this.bound.push({ id, description: description?.value, trigger: trigger?.value });
      }
    }
    // A quick desktop answers before the call is: whoever waits for the reply first would miss it.
    const outcome = message.member === 'CreateSession' ? 0 : answer;
    this.#bus.send(
      Message.newSignal(handle, 'org.freedesktop.portal.Request', 'Response', 'ua{sv}', [outcome, results]),
    );
    this.#bus.send(Message.newMethodReturn(message, 'o', [handle]));
    return true;
  }
}
