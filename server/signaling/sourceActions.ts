import { producerSource, type ProducerSource } from '../../common/media.ts';
import { hasBit, type Permission } from '../../common/permissions.ts';

/** What whoever sends a source must be allowed to do. */
export const ACTION_OF_SOURCE: Readonly<Record<ProducerSource, Permission>> = {
  microphone: 'speak',
  camera: 'useCamera',
  screen: 'shareScreen',
  'screen-audio': 'shareScreen',
};

/** The sources that nobody with these permissions may send. A microphone is held silent instead: it may come back. */
export const withdrawnBy = (bits: number): ReadonlySet<ProducerSource> =>
  new Set(
    producerSource.options.filter((source) => source !== 'microphone' && !hasBit(bits, ACTION_OF_SOURCE[source])),
  );
