import { AppError } from '../../common/errors.ts';
import type { Desktop } from '../../common/ipc.ts';
import type { Platform } from './Platform.ts';

declare global {
  interface Window {
    /** Put there by the preload of the desktop app; nothing but this folder reads it. */
    readonly desktop?: Desktop;
  }
}

/** In the desktop app the first server is the party embedded in it. */
export const desktopPlatform = ({ party }: Desktop): Platform => ({
  kind: 'desktop',
  async findServer() {
    const reply = await party.get();
    if (!reply.ok) {
      throw new AppError(reply.error.code, reply.error.message);
    }
    return reply.data.url;
  },
  onServerMoved: (listener) =>
    party.onChanged((state) => {
      if (state.kind === 'ready') {
        listener(state.party.url);
      }
    }),
});
