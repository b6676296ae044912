import { inject, type InjectionKey } from 'vue';
import { AppError } from '../../common/errors.ts';
import type { Platform } from '../platform/index.ts';

export const PLATFORM: InjectionKey<Platform> = Symbol('platform');

/** The browser or the desktop app; the groups of the latter are undefined in the former. */
export function usePlatform(): Platform {
  const platform = inject(PLATFORM);
  if (platform === undefined) {
    throw new AppError('internal', 'no platform is provided above this component');
  }
  return platform;
}
