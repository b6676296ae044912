import type { echoRequests } from '../../common/echo.ts';
import type { Rooms } from '../media/Rooms.ts';
import type { Connection } from './Connection.ts';
import type { Handlers } from './dispatch.ts';
import { EchoSeat } from './EchoSeat.ts';
import type { VoiceSeats } from './VoiceSeats.ts';

export interface EchoParts {
  readonly seats: VoiceSeats;
  readonly rooms: Rooms;
}

/** Requests of who hears themselves by way of the server. */
export type EchoName = keyof typeof echoRequests;

/** @param limitMs how long one may last */
export function echoHandlers({ seats, rooms }: EchoParts, limitMs: number): Handlers<EchoName> {
  const echoes = new WeakMap<Connection, EchoSeat>();
  const seatOf = (connection: Connection): EchoSeat => {
    const known = echoes.get(connection);
    if (known !== undefined) {
      return known;
    }
    const seat = new EchoSeat(seats, rooms, connection.membership.member, limitMs, (name, data) => {
      connection.tell(name, data);
    });
    echoes.set(connection, seat);
    connection.whenOver(() => {
      seat.close();
    });
    return seat;
  };
  return {
    openEcho: (connection, data) => seatOf(connection).open(data),
    produceEcho: (connection, data) => seatOf(connection).produce(data),
    resumeEcho: async (connection) => {
      await seatOf(connection).resume();
      return {};
    },
    closeEcho: async (connection) => {
      await seatOf(connection).end();
      return {};
    },
  };
}
