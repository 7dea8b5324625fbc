import * as z from 'zod';
import { resultSchema } from '../result/result.ts';

/** From `check`. */
export const checkAnswerSchema = z.strictObject({
  results: z.array(resultSchema),
  /** Aliases that further invocations check, as they were too many for one. */
  handedOn: z.array(z.string()),
});

export type CheckAnswer = z.infer<typeof checkAnswerSchema>;
