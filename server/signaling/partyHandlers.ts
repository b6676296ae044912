import { networkInterfaces } from 'node:os';
import type { OutsideState } from '../../common/outside.ts';
import type { partyRequests, PartyAddress, Present } from '../../common/party.ts';
import type { RequestAnswer } from '../../common/signaling.ts';
import { linkOf } from '../addresses.ts';
import type { PartySettings } from '../community/PartySettings.ts';
import { AppError } from '../../common/errors.ts';
import type { Database } from '../store/Database.ts';
import type { VoiceSeats } from './VoiceSeats.ts';
import type { Authority } from '../community/Authority.ts';
import type { OutsideDoor } from '../lan/outside/OutsideDoor.ts';
import type { QualityBoard } from '../quality/QualityBoard.ts';
import type { Connection } from './Connection.ts';
import type { Handlers } from './dispatch.ts';
import type { Doorkeeper } from './Doorkeeper.ts';
import { takeOut } from './takeOut.ts';

export interface PartyParts {
  readonly authority: Authority;
  readonly party: PartySettings;
  readonly board: QualityBoard;
  readonly door: Doorkeeper;
  readonly database: Database;
  readonly seats: VoiceSeats;
  /** Where the party is now, each as `https://ADDRESS:PORT`. */
  readonly addresses: () => readonly string[];
  readonly fingerprint: string;
  readonly outside: OutsideDoor;
}

/** How the last look at somebody's call was, by whoever saw more. */
const qualityOf = (
  board: QualityBoard,
  memberId: Present['memberId'],
): Pick<Present, 'roundTripMs' | 'lossPercent'> => {
  const sample = board.look(memberId)?.samples.at(-1);
  const losses = [
    sample?.server?.receivedLossPercent,
    sample?.client?.sentLossPercent,
    sample?.client?.receivedLossPercent,
  ].filter((loss) => loss !== null && loss !== undefined);
  return {
    roundTripMs: sample?.client?.roundTripMs ?? sample?.server?.roundTripMs ?? null,
    lossPercent: losses.length === 0 ? null : Math.max(...losses),
  };
};

const addressesOf = (urls: readonly string[]): PartyAddress[] => {
  const interfaces = networkInterfaces();
  return urls.map((url) => ({ url, link: linkOf(new URL(url).hostname.replace(/^\[|\]$/g, ''), interfaces) }));
};

const outsideAddress = (state: OutsideState): PartyAddress[] =>
  state.kind === 'open' ? [{ url: state.url, link: 'outside' }] : [];

/** What only the owner may see and decide. */
export const partyHandlers = (
  { authority, party, board, door, database, seats, addresses, fingerprint, outside }: PartyParts,
  connections: () => Iterable<Connection>,
): Handlers<keyof typeof partyRequests> => ({
  loadParty: (connection): RequestAnswer<'loadParty'> => {
    authority.require(connection.membership.member, 'manageServer');
    const present = new Map<string, Present>();
    for (const each of connections()) {
      if (each.authenticated) {
        const { id } = each.membership.member;
        present.set(id, { memberId: id, from: each.whereabouts, ...qualityOf(board, id) });
      }
    }
    return {
      settings: party.current,
      addresses: [...addressesOf(addresses()), ...outsideAddress(outside.state)],
      fingerprint,
      outside: outside.state,
      mediaPorts: [...outside.mediaPorts],
      waiting: door.waiting,
      present: [...present.values()],
    };
  },
  updateParty: async (connection, change) => ({ settings: await party.update(connection.membership.member, change) }),
  openOutside: (connection, { open }) => {
    authority.require(connection.membership.member, 'manageServer');
    if (open) {
      outside.open();
    } else {
      outside.close();
    }
    return { outside: outside.state };
  },
  kickMember: async (connection, { memberId }) => {
    const { member } = connection.membership;
    authority.require(member, 'kickMembers');
    if (memberId === member.id) {
      throw new AppError('forbidden', 'nobody takes themselves out');
    }
    authority.requireAbove(member, memberId);
    if (!(await takeOut({ database, seats, door }, connections(), memberId, false))) {
      throw new AppError('not_found', 'nobody here has this id, or they are out already');
    }
    return {};
  },
  decideNewcomer: (connection, { id, admit }) => {
    authority.require(connection.membership.member, 'manageServer');
    door.decide(id, admit);
    return {};
  },
});
