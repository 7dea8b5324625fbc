/** What AWS answers the same however often it is asked, as opposed to what passes. */

const THROTTLING = /throttl|toomanyrequests|limitexceeded/i;

/** Whether the service understood the request and refused it; throttling is no refusal. */
export function isRefusal(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { name, $fault } = thrown as Error & { readonly $fault?: unknown };
  return $fault === 'client' && !THROTTLING.test(name);
}
