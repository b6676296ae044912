import { z } from 'zod';

export const THEMES = ['system', 'dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

export const DENSITIES = ['comfortable', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];

/** In percent of the size that the browser was told. */
export const TEXT_SIZES = [90, 100, 112, 125, 150] as const;

/** Whether things move: as the system says, never, or always. */
export const MOTIONS = ['system', 'reduced', 'full'] as const;
export type Motion = (typeof MOTIONS)[number];

/** How it looks on this device. */
export const appearanceShape = {
  theme: z.enum(THEMES).catch('system'),
  density: z.enum(DENSITIES).catch('comfortable'),
  textSize: z.literal(TEXT_SIZES).catch(100),
  motion: z.enum(MOTIONS).catch('system'),
  membersShown: z.boolean().catch(true),
};
