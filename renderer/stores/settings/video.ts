import { z } from 'zod';
import { DEFAULT_VIDEO_SETTINGS as DEFAULTS, SHARE_STYLES, type VideoSettings } from '../../voice/video/VideoState.ts';

const { share } = DEFAULTS;

/** The person's own pictures. */
export const videoShape = {
  video: z
    .object({
      cameraDeviceId: z.string().max(512).optional().catch(undefined),
      share: z
        .object({
          height: z.number().int().min(1).max(8_192).catch(share.height),
          fps: z.number().int().min(1).max(240).catch(share.fps),
          style: z.enum(SHARE_STYLES).catch(share.style),
        })
        .catch(share),
      shareSound: z.boolean().catch(DEFAULTS.shareSound),
    })
    .transform(({ cameraDeviceId, ...rest }): VideoSettings => ({ ...rest, cameraDeviceId }))
    .catch(DEFAULTS),
};
