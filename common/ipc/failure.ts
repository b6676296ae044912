import { z } from 'zod';
import { ERROR_CODES } from '../errors.ts';

/** An expected failure as it crosses from one process to another. */
export const failureSchema = z.object({ code: z.enum(ERROR_CODES), message: z.string() });
export type Failure = z.infer<typeof failureSchema>;
