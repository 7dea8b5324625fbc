/** What is remembered of one remote from check to check, beside the state of its incident. Small: it is written with every result. */
import * as z from 'zod';
import type { CheckResult } from '../result/result.ts';
import { identityMemorySchema, nextIdentity } from './identity.ts';
import { nextSearches, searchMemorySchema } from './searches.ts';

/** Unknown keys are dropped and what cannot be read begins anew, so that items of other versions of the program are read. */
export const memorySchema = z.object({
  searches: searchMemorySchema.optional().catch(undefined),
  identity: identityMemorySchema.optional().catch(undefined),
});

export type Memory = z.infer<typeof memorySchema>;

/** The memory with one more result. */
export function remember(memory: Memory | undefined, result: CheckResult): Memory {
  const { searches, checkedAt } = result;
  return { searches: nextSearches(memory?.searches, searches, checkedAt), identity: nextIdentity(memory?.identity, result) };
}
