/** What a remote means that answers a question of a sniffing node with an exception. */
import type { Reason } from '../result/witness.ts';

/**
 * `unauthenticated`: the key, for a reason that the answer does not tell. `credentials-missing`: asked without any on a transport port.
 * `key-missing`: asked without a key on a remote cluster server port.
 */
export type RefusalKind =
  | 'key-missing'
  | 'key-unknown'
  | 'key-secret-wrong'
  | 'key-revoked'
  | 'key-expired'
  | 'key-type-wrong'
  | 'key-malformed'
  | 'certificate-identity-missing'
  | 'licence'
  | 'unauthenticated'
  | 'credentials-missing'
  | 'action-unknown'
  | 'other';

/** First match wins. The wording is the same in 8.19.21 and 9.5.3. */
const WORDING: readonly (readonly [RegExp, RefusalKind])[] = [
  [/require transport header \[_cross_cluster_access_credentials\] but none found/, 'key-missing'],
  [/unable to find apikey with id/, 'key-unknown'],
  [/invalid credentials for API key/, 'key-secret-wrong'],
  [/api key \[[^\]]*\] has been invalidated/, 'key-revoked'],
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
