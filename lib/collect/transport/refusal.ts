/** What a remote means that answers a question of a sniffing node with an exception. */
import type { RefusalKind } from '../../result/sniff.ts';
import type { Reason } from '../../result/witness.ts';

/** First match wins. The wording is the same in 8.19.21 and 9.5.3. */
const WORDING: readonly (readonly [RegExp, RefusalKind])[] = [
  [/require transport header \[_cross_cluster_access_credentials\] but none found/, 'key-missing'],
  [/unable to find apikey with id/, 'key-unknown'],
  [/invalid credentials for API key/, 'key-secret-wrong'],
  [/api key \[[^\]]{0,100}\] has been invalidated/, 'key-revoked'],
  [/api key is expired/, 'key-expired'],
  [/expected API key type of \[cross_cluster\]/, 'key-type-wrong'],
  [/must be a valid API key credential/, 'key-malformed'],
  [/requires certificate identity matching/, 'certificate-identity-missing'],
  [/licen[sc]e is non-compliant/, 'licence'],
  [/missing authentication credentials for action/, 'credentials-missing'],
  [/unable to authenticate user \[|error attempting to authenticate request/, 'unauthenticated'],
  [/No handler for action/, 'action-unknown'],
];

/** `reasons` as `decodeExceptionChain` gives them. */
export function refusalKind(reasons: readonly Reason[]): RefusalKind {
  const text = reasons.map(({ reason }) => reason).join('\n');
  return WORDING.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';
}
