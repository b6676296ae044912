/** What moderators decide, and what the board finds, reaches the calls it is about: none of them knows the others. */
import type { Lifetime } from '../common/lifetime.ts';
import type { MemberId } from '../common/ids.ts';
import type { Log } from '../common/log.ts';
import type { Members } from './community/Members.ts';
import type { Kept } from './parts.ts';
import type { QualityBoard } from './quality/QualityBoard.ts';
import type { VoiceSeats } from './signaling/VoiceSeats.ts';

export const followDecisions = (
  life: Lifetime,
  seats: VoiceSeats,
  {
    mutes,
    speakers,
    roles,
    board,
    members,
  }: Pick<Kept, 'mutes' | 'speakers' | 'roles'> & { readonly board: QualityBoard; readonly members: Members },
  log: Log,
): void => {
  const reconsider = (memberId?: MemberId): void => {
    seats.reconsider(memberId).catch((fault: unknown) => {
      log.error('What was decided could not be applied to calls', fault);
    });
  };
  for (const { events } of [mutes, speakers]) {
    life.add(
      events.on('changed', ({ memberId }) => {
        reconsider(memberId);
      }),
    );
  }
  life.add(
    roles.events.on('accessChanged', () => {
      reconsider();
    }),
  );
  life.add(
    roles.events.on('given', ({ memberIds }) => {
      members.rolesGiven(memberIds).catch((fault: unknown) => {
        log.error('Other roles of a member could not be told', fault);
      });
    }),
  );
  life.add(
    board.events.on('judged', ({ verdicts }) => {
      for (const { memberId, poor } of verdicts) {
        seats.impose(memberId, { poor }).catch((fault: unknown) => {
          log.error('A poor connection could not be told', fault);
        });
      }
    }),
  );
};
