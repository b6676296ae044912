import type { AppError, ErrorCode } from '../../common/errors.ts';
import type { ChannelId } from '../../common/ids.ts';
import type { ClientQuality } from '../../common/quality.ts';
import type { DeviceNews } from './devices/DeviceFollow.ts';
import type { VoiceState } from './VoiceState.ts';

/** What `Voice` tells. */
export interface VoiceEvents {
  stateChanged: { state: VoiceState };
  /** Something to be told that does not end the call. */
  problemRaised: { error: AppError; /** That could not be switched to. */ channelId: ChannelId | undefined };
  problemSolved: { code: ErrorCode };
  /** A device that the call uses came or went. */
  deviceTold: { news: DeviceNews };
  /** How the call went in the last seconds. */
  qualityMeasured: { quality: ClientQuality };
}
