import type { MemberId } from '../../common/ids.ts';
import { endSessions } from '../community/sessions.ts';
import type { Database } from '../store/Database.ts';
import type { Connection } from './Connection.ts';
import type { Doorkeeper } from './Doorkeeper.ts';
import type { VoiceSeats } from './VoiceSeats.ts';

/**
 * Out of the party at once: sessions, calls and connections of a member end, and their address stays out for a moment.
 * @returns whether there was anything to end
 */
export const takeOut = async (
  { database, seats, door }: { readonly database: Database; readonly seats: VoiceSeats; readonly door: Doorkeeper },
  connections: Iterable<Connection>,
  memberId: MemberId,
  banned: boolean,
): Promise<boolean> => {
  const ended = await endSessions(database, memberId);
  seats.dismiss(memberId);
  const theirs = [...connections].filter((each) => each.authenticated && each.membership.member.id === memberId);
  for (const each of theirs) {
    door.shutFor(each);
    each.tell('kicked', banned ? { banned } : {});
    each.dismiss();
  }
  return ended > 0 || theirs.length > 0;
};
