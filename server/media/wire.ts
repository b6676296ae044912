/**
 * mediasoup's shapes and the contract's are the same JSON; only their TypeScript types differ (open records there,
 * bounded ones here; plain strings there, branded ids here). The casts between them stand here and nowhere else; the
 * integration tests parse every answer with the contract's schemas.
 */
import type { types } from 'mediasoup';
import type { ConsumerId, ProducerId } from '../../common/ids.ts';
import {
  headerExtensionUri,
  type RtpCapabilities,
  type RtpParameters,
  type TransportParameters,
} from '../../common/media.ts';

/** Without header extensions that the contract does not know: its clients cannot use them. */
export const capabilitiesToWire = ({ codecs = [], headerExtensions = [] }: types.RtpCapabilities): RtpCapabilities =>
  // Codec parameters are strings and numbers: mediasoup types them as unknown.
  ({
    codecs,
    headerExtensions: headerExtensions.filter(({ uri }) => headerExtensionUri.safeParse(uri).success),
  }) as RtpCapabilities;

export const parametersToWire = (parameters: types.RtpParameters): RtpParameters =>
  // Codec parameters are strings and numbers: mediasoup types them as unknown.
  parameters as RtpParameters;

// mediasoup's ids are UUIDs, which is what the contract's ids allow: they get their brand here.
export const producerIdOf = (producer: types.Producer): ProducerId => producer.id as ProducerId;
export const consumerIdOf = (consumer: types.Consumer): ConsumerId => consumer.id as ConsumerId;

export const transportToWire = (transport: types.WebRtcTransport): TransportParameters => ({
  id: transport.id,
  iceParameters: transport.iceParameters,
  iceCandidates: transport.iceCandidates,
  dtlsParameters: transport.dtlsParameters,
});
