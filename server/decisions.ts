/** What moderators decide, and what the board finds, reaches the calls it is about: none of them knows the others. */
import type { Lifetime } from '../common/lifetime.ts';
import type { Log } from '../common/log.ts';
import type { Kept } from './parts.ts';
import type { QualityBoard } from './quality/QualityBoard.ts';
import type { VoiceSeats } from './signaling/VoiceSeats.ts';

export const followDecisions = (
  life: Lifetime,
  seats: VoiceSeats,
  { mutes, speakers, board }: Pick<Kept, 'mutes' | 'speakers'> & { readonly board: QualityBoard },
  log: Log,
): void => {
  life.add(
    mutes.events.on('changed', ({ memberId, muted }) => {
      seats.impose(memberId, { serverMuted: muted }).catch((fault: unknown) => {
        log.error('A mute by a moderator could not be applied', fault);
      });
    }),
  );
  life.add(
    speakers.events.on('changed', ({ memberId, priority }) => {
      seats.impose(memberId, { priority }).catch((fault: unknown) => {
        log.error('The priority of a speaker could not be applied', fault);
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
