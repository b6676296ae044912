import packageJson from '../package.json' with { type: 'json' };
import { Lifetime } from '../common/lifetime.ts';
import type { Log } from '../common/log.ts';
import { inUrl, isLoopback, usableAddresses } from './addresses.ts';
import { Accounts } from './community/Accounts.ts';
import { Invites } from './community/Invites.ts';
import { Members } from './community/Members.ts';
import { Messages } from './community/Messages.ts';
import { Passwords } from './community/passwords.ts';
import { Reading } from './community/Reading.ts';
import { VisitJournal } from './community/VisitJournal.ts';
import type { Config } from './config.ts';
import { followDecisions } from './decisions.ts';
import { atMost } from './atMost.ts';
import { listen, type App } from './http/app.ts';
import { openFileDesk } from './fileDesk.ts';
import { OpenSockets } from './http/OpenSockets.ts';
import { PlainHttp } from './http/PlainHttp.ts';
import { Turnstile } from './http/Turnstile.ts';
import { ROUTER_RTP_CAPABILITIES } from './media/codecs.ts';
import type { MediaCounts } from './media/Census.ts';
import { Rooms, type RoomCounts } from './media/Rooms.ts';
import type { Metrics } from './Metrics.ts';
import { CallRecord } from './quality/CallRecord.ts';
import { NetworkWatch } from './NetworkWatch.ts';
import { requireOwnAddresses } from './ownAddresses.ts';
import { abandonParts, mediaAddressesOf, openKept, openParts, type Kept, type Parts } from './parts.ts';
import { QualityBoard } from './quality/QualityBoard.ts';
import { Announcement } from './lan/Announcement.ts';
import { OutsideDoor } from './lan/outside/OutsideDoor.ts';
import { Doorkeeper } from './signaling/Doorkeeper.ts';
import { HostKey } from './signaling/HostKey.ts';
import { Gateway, type GatewayCounts } from './signaling/gateway.ts';
import { LIMITS, type Limits } from './signaling/limits.ts';
import { VoiceJournal } from './signaling/VoiceJournal.ts';
import { VoiceSeats } from './signaling/VoiceSeats.ts';
import { saveVoiceStates } from './store/voiceStates.ts';
import { Thrift } from './Thrift.ts';
import { openUpkeep } from './upkeep.ts';
import { openWebApp } from './webApp.ts';

/** How long closing may take before what is left is torn down. */
const CLOSE_MS = 1_500;

/** Everything that is open, for tests and for finding leaks. */
export type ServerCounts = MediaCounts & Omit<RoomCounts, 'listeners'> & GatewayCounts & { members: number };

/** A party: web client, signaling, media and store, listening. Owns all of them. */
export class Server {
  readonly fingerprint: string;
  readonly port: number;
  readonly #life = new Lifetime();
  readonly #app: App;
  readonly #parts: Parts;
  readonly #rooms: Rooms;
  readonly #gateway: Gateway;
  readonly #members: Members;
  readonly #metrics: Metrics | undefined;
  readonly #seats: VoiceSeats;
  readonly #journal: VoiceJournal;
  readonly #visits: VisitJournal;
  readonly #board: QualityBoard;
  /** What the seats tell of who comes and goes. */
  readonly #record: CallRecord;
  readonly #kept: Kept;
  readonly #hostKey: HostKey | undefined;
  readonly #announcement: Announcement | undefined;
  readonly #outside: OutsideDoor;
  readonly #network: NetworkWatch;
  readonly #sockets: OpenSockets;
  #stopped: Promise<void> | undefined;

  private constructor(
    config: Config,
    log: Log,
    limits: Limits,
    app: App,
    parts: Parts,
    kept: Kept,
    addresses: readonly string[],
    port: number,
  ) {
    const { database, certificate, pool } = parts;
    this.#app = app;
    this.#parts = parts;
    this.#kept = kept;
    this.port = port;
    this.fingerprint = certificate.fingerprint;
    this.#rooms = this.#life.own(
      new Rooms(
        pool,
        { warmMs: config.media.roomWarmMs, peerBps: config.media.peerBitrateBps, ingest: config.media.ingest },
        log,
      ),
    );
    this.#network = this.#life.own(
      new NetworkWatch(addresses, {
        host: config.host,
        busy: () => this.#rooms.counts().peers > 0,
        move: (others) => {
          this.#outside.networkChanged();
          pool.move(mediaAddressesOf(config, others));
        },
        log,
      }),
    );
    this.#journal = this.#life.own(new VoiceJournal((states) => saveVoiceStates(database, states), log));
    this.#visits = this.#life.own(new VisitJournal(database, log));
    this.#board = this.#life.own(new QualityBoard(log));
    this.#record = new CallRecord(this.#board, this.#visits);
    const { roles, channels, mutes, speakers, party } = kept;
    const door = this.#life.own(new Doorkeeper(party, limits.door));
    this.#hostKey = config.embedded ? new HostKey() : undefined;
    this.#seats = this.#life.own(new VoiceSeats(this.#rooms, channels, { mutes, speakers }, this.#journal, limits));
    this.#seats.restore(kept.voiceStates);
    this.#members = new Members(database, (memberId) => roles.rolesOf(memberId));
    this.#follow(kept, log);
    this.#outside = this.#life.own(new OutsideDoor({ host: config.host, port, media: pool, log }));
    const { metrics, condition } = openUpkeep(
      this.#life,
      config,
      {
        pool,
        board: this.#board,
        counts: () => this.counts(),
        people: () => ({ online: this.#members.onlineCount, inCalls: this.#seats.present.length }),
        database,
        ...kept,
      },
      log,
    );
    this.#metrics = metrics;
    this.#gateway = new Gateway(
      app.server,
      {
        database,
        members: this.#members,
        ...kept,
        accounts: new Accounts(database, this.#members, kept, new Passwords(), config.entry),
        invites: new Invites(database, kept.roles),
        board: this.#board,
        condition,
        observe: (name, outcome, ms) => {
          this.#metrics?.requested(name, outcome, ms);
        },
        messages: new Messages(database, channels, kept.attachments),
        reading: new Reading(database, channels),
        seats: this.#seats,
        rooms: this.#rooms,
        door,
        hostKey: this.#hostKey,
        addresses: () => this.addresses,
        fingerprint: this.fingerprint,
        outside: this.#outside,
        fileMaxBytes: config.files.maxBytes,
        server: {
          get name() {
            return party.current.name;
          },
          version: packageJson.version,
        },
        routerRtpCapabilities: ROUTER_RTP_CAPABILITIES,
      },
      limits,
      log,
    );
    this.#life.own(new PlainHttp(app.server));
    this.#life.own(new Turnstile(app.server, limits.entry));
    this.#sockets = this.#life.own(new OpenSockets(app.server));
    if (config.announce) {
      this.#announcement = Announcement.open(
        { name: party.current.name, host: config.host, port, fingerprint: this.fingerprint },
        log,
      );
      this.#life.own(this.#announcement);
    }
  }

  /**
   * Starts a party; when it fails, nothing of it is left.
   * @param limits for tests
   * @throws AppError with a sentence for the person who starts it
   */
  static async start(config: Config, log: Log, limits: Limits = LIMITS): Promise<Server> {
    requireOwnAddresses(config);
    const addresses = config.host === undefined ? usableAddresses() : [config.host];
    const usable = config.host === undefined || isLoopback(config.host) ? addresses : usableAddresses();
    const parts = await openParts(config, usable, log);
    let app: App | undefined;
    let server: Server | undefined;
    try {
      app = await openWebApp(config, parts, () => server);
      const kept = await openKept(parts.database, config, log);
      await openFileDesk(app, parts.database, kept, log);
      const port = await listen(app, config.host, config.port);
      server = new Server(config, log, limits, app, parts, kept, addresses, port);
      log.info('The server is ready', { port, workers: parts.pool.running });
      return server;
    } catch (fault) {
      await app?.close();
      await abandonParts(parts);
      throw fault;
    }
  }

  /** What the parts tell each other, none of which knows the other. */
  #follow(kept: Kept, log: Log): void {
    const { channels, party } = kept;
    const thrift = this.#life.own(
      new Thrift(
        () => this.#rooms.counts().peers === 0,
        () => {
          this.#parts.database.shrink();
        },
      ),
    );
    this.#life.add(
      this.#seats.events.on('entered', ({ peer }) => {
        const { channelId, owner } = peer;
        this.#record.entered({ peer, memberName: owner.name, channelId, atMs: Date.now() });
      }),
    );
    this.#life.add(
      this.#seats.events.on('exited', ({ peerId, reason }) => {
        this.#record.exited(peerId, reason, Date.now());
        thrift.left();
      }),
    );
    this.#life.add(
      this.#members.events.on('changed', () => {
        this.#announcement?.setPeople(this.#members.onlineCount);
      }),
    );
    this.#life.add(
      party.events.on('changed', ({ settings }) => {
        this.#announcement?.rename(settings.name);
      }),
    );
    followDecisions(this.#life, this.#seats, { ...kept, board: this.#board, members: this.#members }, log);
    this.#life.add(
      channels.events.on('changed', ({ channel }) => {
        if (channel.kind === 'voice') {
          this.#rooms.apply(channel).catch((fault: unknown) => {
            log.error('Settings could not be applied to a call', fault, { channelId: channel.id });
          });
        }
      }),
    );
  }

  /** Where others reach it, as `https://ADDRESS:PORT`, the best for people on the same network first. */
  get addresses(): readonly string[] {
    return this.#network.addresses.map((address) => `https://${inUrl(address)}:${String(this.port)}`);
  }

  get name(): string {
    return this.#kept.party.current.name;
  }

  /** What makes the person at the app the owner of this server, where an app runs it. */
  get hostKey(): string | undefined {
    return this.#hostKey?.text;
  }

  /** For whoever runs a server that has no owner yet. */
  get ownerCode(): string | undefined {
    return this.#kept.ownerCode.text;
  }

  counts(): ServerCounts {
    const { listeners, ...rooms } = this.#rooms.counts();
    const gateway = this.#gateway.counts();
    const emitters = [
      this.#seats.events,
      this.#members.events,
      this.#kept.channels.events,
      this.#kept.arrangement.events,
      this.#kept.roles.events,
      this.#kept.mutes.events,
      this.#kept.speakers.events,
      this.#kept.party.events,
      this.#board.events,
    ];
    return {
      ...this.#parts.pool.counts(),
      ...rooms,
      sockets: gateway.sockets,
      listeners: listeners + gateway.listeners + emitters.reduce((sum, { listenerCount }) => sum + listenerCount, 0),
      members: this.#members.onlineCount,
    };
  }

  /** What Prometheus reads; nothing where that is switched off. */
  async renderMetrics(): Promise<string> {
    return this.#metrics?.render() ?? '';
  }

  /** Process ids of the media workers. */
  get workerPids(): number[] {
    return this.#parts.pool.pids;
  }

  /** Tells the guests, lets what is under way finish, closes everything. Takes a few seconds at most. */
  async stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    await this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#seats.freeze();
    this.#outside.close();
    this.#record.end(Date.now());
    await this.#gateway.stop();
    // Who arrived while the last requests finished.
    this.#record.end(Date.now());
    await Promise.all([this.#journal.settle(), this.#visits.settle()]);
    this.#life.end();
    await atMost(CLOSE_MS, this.#outside.ended);
    await this.#announcement?.ended;
    this.#parts.pool.close();
    const closed = this.#app.close();
    await atMost(CLOSE_MS, closed);
    this.#sockets.cut();
    await closed;
    await atMost(CLOSE_MS, this.#parts.pool.ended());
    this.#parts.pool.kill();
    this.#parts.database.close();
    this.#parts.lock.close();
  }
}
