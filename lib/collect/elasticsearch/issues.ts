/** What zod finds wrong with an answer, in words. */
import * as z from 'zod';

/**
 * Of an answer with thousands of odd entries zod has as many issues, and takes minutes to print
 * them.
 */
export const MAX_ISSUES = 5;

export function inWords({ issues }: z.ZodError): string {
  const words = z.prettifyError(new z.ZodError(issues.slice(0, MAX_ISSUES)));
  const more = issues.length - MAX_ISSUES;
  return more > 0 ? `${words}\n✖ ${more} more of the kind` : words;
}
