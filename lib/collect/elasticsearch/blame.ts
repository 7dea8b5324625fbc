/**
 * Whose fault a security error is. Those of our own user say nothing about the remote; those
 * between the clusters are the very failure looked for. Elasticsearch gives both as
 * `security_exception`, 401 or 403, and some of ours as `connected: false` with an `error`.
 */
import type { Reason } from '../../result/witness.ts';

/*
 * What stands in brackets is bounded: without a bound each of thousands of opening brackets in a
 * text would be followed to its end.
 */

/**
 * "action […] is unauthorized for user […]", also with "towards remote cluster […]"; actions that
 * only clusters send each other are not ours.
 */
const OUR_USER_LACKS_RIGHTS =
  /action \[(?!cluster:internal\/)[^\]]{0,300}\] (?:towards remote cluster (?:\[[^\]]{0,300}\] )?)?is unauthorized for /;

/**
 * "unable to authenticate user [x] for REST request […]", "… anonymous access is not allowed for
 * this request": refused on the way in.
 */
const OUR_USER_IS_UNKNOWN = /for (?:REST request|this request)\b/;

/**
 * A key's authentication at the remote, and the licence for it: "unable to authenticate user [KEY
 * ID] for action […]", "unable to find apikey with id …".
 */
const BETWEEN_CLUSTERS =
  /for (?:action|this action)\b|cluster:internal\/|cross[ _-]cluster|apikey|api key|license is non-compliant/i;

export function isAboutOurUser(text: string): boolean {
  return OUR_USER_LACKS_RIGHTS.test(text) || OUR_USER_IS_UNKNOWN.test(text);
}

/**
 * For an answer with HTTP status 401 or 403; one that tells nothing counts as ours, since it proves
 * nothing about the remote.
 */
export function isBetweenClusters(reasons: readonly Reason[]): boolean {
  const text = reasons.map(({ reason }) => reason).join('\n');
  return !isAboutOurUser(text) && BETWEEN_CLUSTERS.test(text);
}
