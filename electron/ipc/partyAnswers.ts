import type { PartyHost } from '../lan/PartyHost.ts';
import type { Answers } from './answerCalls.ts';

export const partyAnswers = (host: PartyHost): Answers<'party'> => ({
  'party.getState': () => host.state,
  'party.host': (wish) => host.host(wish),
  'party.stop': async () => {
    await host.stop();
  },
});
