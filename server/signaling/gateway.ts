import type { Server as HttpsServer } from 'node:https';
import { Server as SocketServer } from 'socket.io';
import type { ChannelId, MemberId } from '../../common/ids.ts';
import { Lifetime } from '../../common/lifetime.ts';
import type { Log } from '../../common/log.ts';
import { MAX_PAYLOAD_BYTES, type NoticeData, type NoticeName } from '../../common/signaling.ts';
import type { RoomEvent } from '../../common/voice.ts';
import { placeOf } from '../community/Arrangement.ts';
import { accountHandlers, type AccountParts } from './accountHandlers.ts';
import { Audiences, audienceOf } from './Audiences.ts';
import { audited, type AuditParts } from './auditing.ts';
import { channelHandlers, type ChannelParts } from './channelHandlers.ts';
import { communityHandlers, type CommunityParts } from './communityHandlers.ts';
import { Connection, EVERYONE, groupOf } from './Connection.ts';
import { createDispatch, observed, type ObserveRequest } from './dispatch.ts';
import { echoHandlers, type EchoParts } from './echoHandlers.ts';
import type { Limits } from './limits.ts';
import { MemberFeed } from './MemberFeed.ts';
import { messageHandlers, type MessageParts } from './messageHandlers.ts';
import { partyHandlers, type PartyParts } from './partyHandlers.ts';
import { operationHandlers, type OperationParts } from './operationHandlers.ts';
import { roleHandlers, type RoleParts } from './roleHandlers.ts';
import { SessionWatch } from './SessionWatch.ts';
import { Tries } from './Tries.ts';
import { voiceHandlers } from './voiceHandlers.ts';

/** A connection that does not answer is gone after both together. */
const PING_INTERVAL_MS = 15_000;
const PING_TIMEOUT_MS = 10_000;

/** How long requests may finish, and notices may reach the guests, when the server ends. */
const DRAIN_MS = 1_500;
const DRAIN_STEP_MS = 20;

export interface GatewayCounts {
  sockets: number;
  listeners: number;
}

export type GatewayParts = Omit<CommunityParts, 'waitingPeerMs' | 'audiences' | 'tries'> &
  Omit<AccountParts, 'tries'> &
  AuditParts &
  RoleParts &
  ChannelParts &
  MessageParts &
  EchoParts &
  OperationParts &
  PartyParts & { readonly observe: ObserveRequest };

/** The signaling server: takes sockets, hands their requests on, and tells everyone what happened. Owns the sockets. */
export class Gateway {
  readonly #io: SocketServer;
  readonly #connections = new Set<Connection>();
  readonly #audiences: Audiences;
  readonly #life = new Lifetime();
  #stopping = false;

  /** @param httpServer what sockets arrive at; stays the caller's */
  constructor(httpServer: HttpsServer, parts: GatewayParts, limits: Limits, log: Log) {
    const connections = (): Iterable<Connection> => this.#connections;
    const tries = new Tries(limits.accounts);
    this.#audiences = new Audiences(parts.roles.authority, parts.channels, parts.seats, connections);
    const handlers = {
      ...communityHandlers({ ...parts, tries, audiences: this.#audiences, waitingPeerMs: limits.waitingPeerMs }),
      ...accountHandlers({ ...parts, tries }, connections),
      ...channelHandlers(parts),
      ...messageHandlers(parts),
      ...voiceHandlers,
      ...echoHandlers(parts, limits.echoMs),
      ...operationHandlers(parts),
      ...partyHandlers(parts, connections),
      ...roleHandlers(parts, connections),
    };
    const dispatch = observed(
      createDispatch(audited(handlers, parts), () => this.#stopping),
      parts.observe,
    );
    this.#io = new SocketServer({
      // Every engine that can do WebRTC can do WebSocket: polling would only add round trips.
      transports: ['websocket'],
      maxHttpBufferSize: MAX_PAYLOAD_BYTES,
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      connectTimeout: limits.authenticationMs,
      perMessageDeflate: false,
      serveClient: false,
    });
    this.#io.attach(httpServer);
    this.#io.on('connection', (socket) => {
      const connection = new Connection(socket, limits, dispatch, log);
      this.#connections.add(connection);
      socket.once('disconnect', (reason) => {
        this.#connections.delete(connection);
        connection.end(reason === 'client namespace disconnect');
      });
    });
    this.#life.own(new SessionWatch(parts, connections, log));
    this.#announce(parts);
    this.#announceChannels(parts);
    this.#announceDoor(parts);
  }

  counts(): GatewayCounts {
    return {
      sockets: this.#io.engine.clientsCount,
      listeners: this.#io.listenerCount('connection') + this.#io.engine.listenerCount('connection'),
    };
  }

  /** Tells the guests, lets requests that are being worked on finish, then closes every socket. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#io.to(EVERYONE).emit('serverStopping', {});
    const endMs = performance.now() + DRAIN_MS;
    while (performance.now() < endMs && this.#busy) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN_STEP_MS));
    }
    this.#life.end();
    // Not `io.close()`: it would close the HTTP server too, which is not ours.
    this.#io.disconnectSockets(true);
    this.#io.engine.close();
    this.#io.removeAllListeners();
  }

  /** Closing the engine throws away what is unsent: the farewell itself, where something was being sent before it. */
  get #busy(): boolean {
    return [...this.#connections].some(({ running, unsent }) => running + unsent > 0);
  }

  /** Who comes to the door concerns those who manage the party alone. */
  #announceDoor({ party, door, authority }: GatewayParts): void {
    const tell = (): void => {
      for (const connection of this.#connections) {
        if (connection.authenticated && authority.allows(connection.membership.member, 'manageServer')) {
          connection.tell('doorChanged', { settings: party.current, waiting: door.waiting });
        }
      }
    };
    this.#life.add(door.events.on('waitingChanged', tell));
    this.#life.add(
      party.events.on('changed', ({ settings: { name }, before }) => {
        tell();
        if (name !== before.name) {
          this.#tellAll('partyRenamed', { name });
        }
      }),
    );
  }

  /** Who is inside a channel that goes is taken out of it, after everybody was told. */
  #announceChannels({ channels, arrangement, seats, roles }: GatewayParts): void {
    this.#life.add(
      channels.events.on('removed', ({ channel }) => {
        this.#tellChannel(channel.id, 'channelDeleted', { channelId: channel.id });
        for (const { memberId } of seats.presentIn(channel.id)) {
          seats.dismiss(memberId);
        }
        roles.forget(channel.id);
        this.#audiences.refresh();
      }),
    );
    this.#life.add(
      channels.events.on('changed', ({ channel }) => {
        this.#audiences.refresh(); // whoever may see a new one
        this.#tellChannel(channel.id, 'channelChanged', { channel });
      }),
    );
    this.#life.add(
      arrangement.events.on('arranged', () => {
        const { categories } = arrangement;
        for (const connection of this.#connections) {
          if (connection.authenticated) {
            const places = channels.visibleTo(connection.membership.member).map(placeOf);
            connection.tell('channelsArranged', { categories, places });
          }
        }
      }),
    );
  }

  #announce({ members, messages, reading, seats, roles }: GatewayParts): void {
    const feed = this.#life.own(
      new MemberFeed((changed) => {
        this.#tellAll('membersChanged', { members: changed });
      }),
    );
    this.#life.add(
      members.events.on('changed', ({ member }) => {
        feed.add(member);
      }),
    );
    this.#life.add(
      messages.events.on('posted', (event) => {
        this.#tellChannel(event.message.channelId, 'messagePosted', event);
      }),
    );
    this.#life.add(
      messages.events.on('changed', (event) => {
        this.#tellChannel(event.message.channelId, 'messageChanged', event);
      }),
    );
    this.#life.add(
      messages.events.on('deleted', (event) => {
        this.#tellChannel(event.channelId, 'messageDeleted', event);
      }),
    );
    this.#life.add(
      reading.events.on('typing', (event) => {
        this.#io.to(audienceOf(event.channelId)).except(groupOf(event.memberId)).emit('typing', event);
      }),
    );
    this.#life.add(
      reading.events.on('marked', ({ memberId, mark }) => {
        this.#io.to(groupOf(memberId)).emit('readMarked', { mark });
      }),
    );
    this.#life.add(
      seats.events.on('floorChanged', (event) => {
        this.#tellChannel(event.channelId, 'floorChanged', event);
      }),
    );
    this.#life.add(
      seats.events.on('roomChanged', (event) => {
        this.#tellRoom(event);
      }),
    );
    this.#life.add(
      roles.events.on('rolesChanged', (event) => {
        this.#tellAll('rolesChanged', event);
      }),
    );
    this.#life.add(
      roles.events.on('accessChanged', () => {
        this.#audiences.refresh();
      }),
    );
  }

  #tellAll<Name extends NoticeName>(name: Name, data: NoticeData<Name>): void {
    this.#io.to(EVERYONE).emit(name, data);
  }

  #tellChannel<Name extends NoticeName>(channelId: ChannelId, name: Name, data: NoticeData<Name>): void {
    this.#io.to(audienceOf(channelId)).emit(name, data);
  }

  /** Nobody is told their own speaking (S8): those who speak get the batch without it, all others one encoded once. */
  #tellRoom({ channelId, events }: NoticeData<'roomChanged'>): void {
    const speakers = events.filter((event) => event.kind === 'speaking').map(({ memberId }) => memberId);
    this.#io
      .to(audienceOf(channelId))
      .except(speakers.map((memberId) => groupOf(memberId)))
      .emit('roomChanged', { channelId, events });
    for (const memberId of speakers) {
      const others = events.filter((event) => !isSpeakingOf(event, memberId));
      if (others.length > 0 && this.#audiences.sees(memberId, channelId)) {
        this.#io.to(groupOf(memberId)).emit('roomChanged', { channelId, events: others });
      }
    }
  }
}

const isSpeakingOf = (event: RoomEvent, memberId: MemberId): boolean =>
  event.kind === 'speaking' && event.memberId === memberId;
