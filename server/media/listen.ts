/** Which addresses and ports the media workers take. */
import { isIPv6 } from 'node:net';
import { AppError } from '../../common/errors.ts';
import type { MediaAddress, MediaPort } from './MediaWorker.ts';

/** The first of the usual media ports; a firewall opens from here, one port a worker. */
export const DEFAULT_MEDIA_PORT = 44_444;
/** How many ports a worker may try before it gives up, when no port was asked for. */
const PORT_ATTEMPTS = 16;

/**
 * Pairs each announced address with a listening one of its family, in order: the listening one is announced too, so
 * that guests on the LAN and beyond meet in one call.
 * @param listenIps without wildcards
 * @throws AppError `bad_setting` when there are more announced addresses of a family than listening ones
 */
export const mediaAddresses = (listenIps: readonly string[], announcedIps: readonly string[]): MediaAddress[] => {
  const waiting = [...announcedIps];
  const addresses = listenIps.map((listen): MediaAddress => {
    const index = waiting.findIndex((announced) => isIPv6(announced) === isIPv6(listen));
    const [announced] = index === -1 ? [] : waiting.splice(index, 1);
    return announced === undefined || announced === listen ? { listen } : { listen, announced };
  });
  if (waiting.length > 0) {
    throw new AppError(
      'bad_setting',
      'WEBRTC_ANNOUNCED_IP names more addresses than the server listens on with the same IP version: take some out, or set WEBRTC_LISTEN_IP.',
    );
  }
  return addresses;
};

/**
 * The ports that the worker of this place tries. Asked for: that one and no other. Not asked for: its own of the usual
 * ones, then those that no other place tries.
 */
export const mediaPorts = (place: number, workerCount: number, asked: number | undefined): MediaPort[] => {
  if (asked === 0) {
    return [0];
  }
  return asked === undefined
    ? Array.from({ length: PORT_ATTEMPTS }, (_, attempt) => DEFAULT_MEDIA_PORT + place + attempt * workerCount)
    : [asked + place];
};
