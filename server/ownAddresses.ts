import { AppError } from '../common/errors.ts';
import { isOfThisMachine } from './addresses.ts';
import type { Config } from './config.ts';

/** @throws AppError `address_unavailable` for an address to listen on that is another machine's */
export const requireOwnAddresses = ({ host, media }: Config): void => {
  if (host !== undefined && !isOfThisMachine(host)) {
    throw new AppError(
      'address_unavailable',
      `--host ${host} is not an address of this machine: give one that is, or leave it out to use all.`,
    );
  }
  const foreign = media.listenIps?.find((address) => !isOfThisMachine(address));
  if (foreign !== undefined) {
    throw new AppError(
      'address_unavailable',
      `WEBRTC_LISTEN_IP names ${foreign}, which is not an address of this machine: for the address that guests see, use WEBRTC_ANNOUNCED_IP.`,
    );
  }
};
