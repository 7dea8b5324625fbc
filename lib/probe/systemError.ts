/** Errors as Node reports those of the operating system. */

/** `code` such as `ECONNREFUSED`, '' where there is none. Of several attempts in one AggregateError, the first tells. */
export function systemCodeOf(error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error && 'code' in first ? String(first.code) : '';
}
