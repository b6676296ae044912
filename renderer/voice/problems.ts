import { AppError } from '../../common/errors.ts';
import type { Emitter } from '../../common/emitter.ts';
import type { ChannelId } from '../../common/ids.ts';
import type { LeaveReason } from '../../common/quality.ts';
import type { Ground } from './Ground.ts';
import type { OwnVoice } from './OwnVoice.ts';
import type { VideoCall } from './video/VideoCall.ts';
import type { VoiceEvents } from './VoiceEvents.ts';

/** Tells what went wrong, unless it was wanted so, or is told in another way already. */
export function raise(events: Emitter<VoiceEvents>, error: AppError, channelId?: ChannelId): void {
  if (error.code !== 'cancelled' && error.code !== 'disconnected') {
    events.emit('problemRaised', { error, channelId });
  }
}

/** Tells why a call ended that was not ended here. @param there whether its channel still is; @param forbidden a permission is lost */
export function tellOfEnd(
  events: Emitter<VoiceEvents>,
  reason: LeaveReason,
  { there, forbidden = false }: { readonly there: boolean; readonly forbidden: boolean | undefined },
): void {
  if (forbidden) {
    raise(events, new AppError('call_forbidden', 'a permission for it is lost'));
  } else if (!there) {
    raise(events, new AppError('channel_deleted', 'its channel was deleted'));
  } else if (reason === 'removed') {
    raise(events, new AppError('removed_from_call', 'a moderator ended it'));
  } else if (reason === 'moved') {
    raise(events, new AppError('call_moved', 'the call went on at another device'));
  }
}

/** Tells how the sound is at this end: the page may not be heard, the microphone does not work, devices come and go. */
export function tellOfSound(events: Emitter<VoiceEvents>, ground: Ground, own: OwnVoice, video: VideoCall): void {
  tellOfDevices(events, ground, own, video);
  ground.events.on('playbackRefused', () => {
    raise(events, new AppError('playback_blocked', 'the browser does not let the page be heard yet'));
  });
  ground.events.on('playbackAllowed', () => {
    events.emit('problemSolved', { code: 'playback_blocked' });
  });
  ground.events.on('troubled', ({ error }) => {
    raise(events, error);
  });
  own.events.on('troubled', ({ error }) => {
    raise(events, error);
  });
  own.events.on('deviceOpened', () => {
    for (const code of ['microphone_missing', 'microphone_busy', 'microphone_denied'] as const) {
      events.emit('problemSolved', { code });
    }
  });
}

/** Tells which devices of the call came and went. */
function tellOfDevices(events: Emitter<VoiceEvents>, ground: Ground, own: OwnVoice, video: VideoCall): void {
  const tell = (told: VoiceEvents['deviceTold']): void => {
    events.emit('deviceTold', told);
  };
  own.events.on('deviceTold', tell);
  video.camera.events.on('deviceTold', tell);
  ground.events.on('outputTold', (told) => {
    if (own.microphone !== undefined) {
      tell(told); // outside of a call nobody listens
    }
  });
}
