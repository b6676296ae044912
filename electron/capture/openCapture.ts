import type { DesktopCapturer, WebContents } from 'electron';
import type { CaptureTools } from '../config.ts';
import { tell } from '../ipc/notices.ts';
import { ScreenCapture } from './ScreenCapture.ts';

/** The app's capture, which tells one window. */
export const openCapture = (
  tools: CaptureTools,
  contents: Pick<WebContents, 'send' | 'isDestroyed'>,
  desktopCapturer: Pick<DesktopCapturer, 'getSources'>,
): ScreenCapture =>
  new ScreenCapture(
    tools,
    {
      status: (status) => {
        tell(contents, 'capture.status', status);
      },
      ended: (producerId, why) => {
        tell(contents, 'capture.ended', { producerId, why });
      },
    },
    // Names alone: ffmpeg takes the pictures, as it will see them.
    async () => desktopCapturer.getSources({ types: ['screen', 'window'], thumbnailSize: { width: 0, height: 0 } }),
  );
