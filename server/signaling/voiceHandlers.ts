import type { RequestAnswer } from '../../common/signaling.ts';
import type { voiceRequests } from '../../common/voice.ts';
import type { Connection } from './Connection.ts';
import type { Handlers } from './dispatch.ts';
import type { EchoName } from './echoHandlers.ts';
import type { OperationName } from './operationHandlers.ts';
import type { VoiceSeat } from './VoiceSeat.ts';

const DONE: RequestAnswer<'leaveVoice'> = {};

/** Voice requests of one connection take turns. */
const inTurn = async <T>(connection: Connection, work: (seat: VoiceSeat) => Promise<T> | T): Promise<T> => {
  const { seat } = connection.membership;
  return seat.inTurn(() => work(seat));
};

const done = async (connection: Connection, work: (seat: VoiceSeat) => Promise<void> | void): Promise<typeof DONE> => {
  await inTurn(connection, work);
  return DONE;
};

export const voiceHandlers: Handlers<Exclude<keyof typeof voiceRequests, OperationName | EchoName>> = {
  prepareVoice: (connection, data) => inTurn(connection, (seat) => seat.prepare(data)),
  joinVoice: (connection, data) => inTurn(connection, (seat) => seat.join(data)),
  restartIce: (connection, data) => inTurn(connection, (seat) => seat.restartIce(data)),
  produce: (connection, data) => inTurn(connection, (seat) => seat.sending.produce(data)),
  openIngest: (connection, data) => inTurn(connection, (seat) => seat.sending.openIngest(data)),
  closeIngest: (connection) =>
    done(connection, (seat) => {
      seat.sending.closeIngest();
    }),
  resumeVoice: (connection, data) => inTurn(connection, (seat) => seat.resume(data)),
  leaveVoice: (connection) =>
    done(connection, (seat) => {
      seat.leave();
    }),
  pauseProducer: (connection, { producerId }) => done(connection, (seat) => seat.sending.setPaused(producerId, true)),
  resumeProducer: (connection, { producerId }) => done(connection, (seat) => seat.sending.setPaused(producerId, false)),
  closeProducer: (connection, { producerId }) =>
    done(connection, (seat) => {
      seat.sending.close(producerId);
    }),
  resumeConsumers: (connection, { consumerIds }) => done(connection, (seat) => seat.resumeConsumers(consumerIds)),
  pauseConsumer: (connection, { consumerId }) => done(connection, (seat) => seat.pauseConsumer(consumerId)),
  setPreferredLayers: (connection, data) => done(connection, (seat) => seat.setPreferredLayers(data)),
  setSpeaking: (connection, { speaking }) =>
    done(connection, (seat) => {
      seat.setSpeaking(speaking);
    }),
  traceMicrophone: (connection) => inTurn(connection, (seat) => seat.traceMicrophone()),
  setVoiceState: (connection, data) => done(connection, (seat) => seat.setState(data)),
};
