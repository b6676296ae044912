import type { ErrorCode } from '../../../common/errors.ts';
import type { MemberId } from '../../../common/ids.ts';
import type { ProducerSource } from '../../../common/media.ts';

export type VideoSource = Extract<ProducerSource, 'camera' | 'screen'>;

/** One person's camera or screen; the same across rejoins, unlike the consumer that carries it. */
export type VideoKey = `${VideoSource}:${MemberId}`;
/** The key of this member's picture. */
export const videoKey = (source: VideoSource, memberId: MemberId): VideoKey => `${source}:${memberId}`;

/** Lines of a picture that people know by name. */
export const SHARE_HEIGHTS = [720, 1_080, 1_440, 2_160] as const;
/** Pictures a second. */
export const SHARE_RATES = [15, 30, 60] as const;
/** What suffers first when there is not enough bandwidth: the size (`smooth`) or the rate (`sharp`). */
export const SHARE_STYLES = ['smooth', 'sharp'] as const;
export type ShareStyle = (typeof SHARE_STYLES)[number];

export interface ShareQuality {
  /** At most so many lines. */
  readonly height: number;
  /** At most so many pictures a second. */
  readonly fps: number;
  readonly style: ShareStyle;
}

/** What the person chose for their own pictures; survives calls. */
export interface VideoSettings {
  /** undefined: whichever the browser picks */
  readonly cameraDeviceId: string | undefined;
  readonly share: ShareQuality;
  /** Ask for the sound of what is shared. */
  readonly shareSound: boolean;
}

export const DEFAULT_VIDEO_SETTINGS: VideoSettings = {
  cameraDeviceId: undefined,
  share: { height: 1_080, fps: 30, style: 'smooth' },
  shareSound: true,
};

/** What a source really gives, largest first nowhere: ascending. */
export interface OfferedQualities {
  readonly heights: readonly number[];
  readonly rates: readonly number[];
}

export type CameraState =
  { readonly kind: 'off' } | { readonly kind: 'starting' } | { readonly kind: 'on'; readonly media: MediaStream };

export type ShareState =
  | { readonly kind: 'off' }
  /** The browser asks what to share. */
  | { readonly kind: 'asking' }
  /** The desktop app makes ready. */
  | { readonly kind: 'starting' }
  | {
      readonly kind: 'on';
      readonly way: ShareWay;
      /** What the browser captured; the desktop app's own capture shows nothing here. */
      readonly media: MediaStream | undefined;
      /** Its sound is sent too. */
      readonly sound: boolean;
      readonly quality: ShareQuality;
      readonly offered: OfferedQualities;
      /** Why it is the browser's, although the desktop app was to capture. */
      readonly because: ErrorCode | undefined;
    };

/** Who captures: the browser, or the desktop app with an encoder of its own. */
export type ShareWay = 'browser' | 'native';

/** Somebody's picture as it can be watched. */
export interface RemoteVideo {
  readonly key: VideoKey;
  readonly memberId: MemberId;
  readonly source: VideoSource;
  /** Nothing is received before it is wanted the first time. */
  readonly media: MediaStream | undefined;
  /** Its owner, or the server, holds it back for now. */
  readonly held: boolean;
  /** It is a screen that is shared with its sound. */
  readonly sound: boolean;
}
