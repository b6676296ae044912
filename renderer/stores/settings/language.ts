import { z } from 'zod';
import { LOCALES } from '../../text/locales.ts';

export const languageShape = {
  locale: z.enum([...LOCALES, 'system']).catch('system'),
};
