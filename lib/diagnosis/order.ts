/**
 * Which cause outranks which: first the strength of the evidence, then the place in this list. Of
 * all rules that match, the first with the severity that the status asks for is the cause, and the
 * others are findings. A cause stands once in each tier in which it has a rule; a missing line, or
 * one too many, does not compile.
 */
import { type Rule, TIERS, type Tier } from './cause.ts';
import { type BY_CODE, CAUSES } from './causes.ts';
import type { CauseCode } from './codes.ts';

/** The codes with a rule in this tier. */
type RuledIn<T extends Tier> = {
  [C in CauseCode]: T extends keyof (typeof BY_CODE)[C]['when'] ? C : never;
}[CauseCode];

export const ORDER = {
  certain: [
    'secret-unreadable',
    'access-unusable',
    'deadline-passed',
    'check-failed',
    'local-cluster-unreachable',
    'local-http-error',
    'unsupported-product',
    'registration-missing',
    'gateway-silent',
    'half-open',
    'large-answers-lost',
    'address-invalid',
    'identity-changed',
    'shared-publish-address',
    'not-measured',
    'api-key-missing-on-nodes',
    'uneven-local-nodes',
    'local-node-without-role',
    'registration-invalid',
    'registration-unexpected',
    'skip-unavailable-implicit',
  ],
  said: [
    'identity-changed',
    'another-node-at-publish-address',
    'checker-credentials-refused',
    'checker-address-filtered',
    'remote-overloaded',
    'message-too-large',
    'remote-starting',
    'local-node-stopping',
    'cluster-blocked',
    'remote-cannot-check-keys',
    'no-api-key-on-remote-server-port',
    'remote-server-port-misused',
    'api-key-model-unsupported',
    'api-key-expired',
    'api-key-invalidated',
    'api-key-wrong-type',
    'identity-signing-failed',
    'license-non-compliant',
    'api-key-refused',
    'api-key-invalid',
    'insufficient-privileges',
    // What Java says of the certificate leaves no other reading, whatever the port.
    'trust-restrictions',
    'certificate-not-yet-valid',
    'certificate-wrong-usage',
    'certificate-algorithm-refused',
    'certificate-chain-invalid',
    'certificate-revoked',
    'client-certificate-required',
    // These two are more specific than the words of a local node that follow: the port contradicts
    // the security model of the registration.
    'api-key-on-transport-port',
    'remote-cluster-server-closed',
    'security-differs',
    'http-port',
    'plaintext-expected',
    'tls-expected',
    'wrong-server-name',
    'client-certificate-expired',
    'certificate-expired',
    'client-certificate-wrong-usage',
    'certificate-chain-incomplete',
    'certificate-untrusted',
    // What is at the old address has another name.
    'address-moved',
    'certificate-name-mismatch',
    'client-certificate-rejected',
    'tls-version-mismatch',
    'tls-cipher-mismatch',
    'not-elasticsearch',
    'name-not-resolved',
    'connection-refused',
    'connection-timed-out',
    'no-route',
    'silent-peer',
    'response-timed-out',
    'local-cluster-overloaded',
  ],
  wire: [
    'http-port',
    'plaintext-expected',
    'tls-expected',
    'wrong-server-name',
    'certificate-not-yet-valid',
    'certificate-expired',
    'certificate-wrong-usage',
    'certificate-algorithm-refused',
    'certificate-chain-invalid',
    'certificate-untrusted',
    'tls-version-mismatch',
    'tls-cipher-mismatch',
    'version-incompatible',
    'name-not-resolved',
    'connection-refused',
    'connection-timed-out',
    'no-route',
    'silent-peer',
    'not-elasticsearch',
    'tls-handshake-failed',
    'connection-reset',
    'no-eligible-gateway',
    'gateways-behind-nat',
    'gateways-unreachable',
  ],
  weak: [
    'client-certificate-expired',
    'certificate-name-mismatch',
    'wrong-server-name',
    'client-certificate-rejected',
    'client-certificate-required',
    'no-api-key-on-remote-server-port',
    'tls-handshake-failed',
    'address-filtered',
    'no-gateway-connected',
  ],
  unexplained: ['not-connected'],
  finding: [
    'reconnected',
    'request-not-repeated',
    'cluster-replaced',
    'certificate-issuer-changed',
    'certificate-expired',
    'client-certificate-expired',
    'expired-certificate-trusted',
    'certificate-expires-soon',
    'api-key-without-search',
    'api-key-expires-soon',
    'license-expired',
    'license-expires-soon',
    'gateway-silent',
    'address-invalid',
    'local-node-silent',
    'gateways-partly-reachable',
    'unstable-endpoint',
    'proxy-sockets-low',
    'stale-connection',
    'address-moved',
    'gateways-not-known',
    'seeds-differ',
    'node-lists-differ',
    'checker-key-rejected',
    'version-unsupported-for-search',
    'version-unsupported-for-replication',
    'registration-unexpected',
    'upgrading',
    'searches-skip-this-remote',
    'searches-skipped',
    'searches-failed',
    'replication-stopped',
    'replication-lagging',
    'auto-follow-failing',
    'replication-paused',
    'restart-unsafe',
    'remote-is-local',
    'slow-link',
    'registration-twice',
    'registration-leftover',
    'client-usage-missing',
    'certificate-model-deprecated',
    'sniff-to-managed-service',
    'unusual-port',
    'seed-ports-mixed',
    'server-name-missing',
    'gateway-attribute-required',
    'single-seed',
    'single-connection',
    'registry-leads-elsewhere',
    'remote-http-fails',
    'checker-not-authorized',
    'limits-reached',
    'vantage-differs',
    'not-measured',
    'secret-unreadable',
    'access-unusable',
    'deadline-passed',
    'check-failed',
  ],
} as const satisfies { readonly [T in Tier]: readonly RuledIn<T>[] };

type Unranked<T extends Tier> = Exclude<RuledIn<T>, (typeof ORDER)[T][number]>;
type None<Code extends never> = Code;

/** Does not compile if a cause has a rule in a tier and no line there; the error names the code. */
export type EveryRuleIsRanked = [
  None<Unranked<'certain'>>,
  None<Unranked<'said'>>,
  None<Unranked<'wire'>>,
  None<Unranked<'weak'>>,
  None<Unranked<'unexplained'>>,
  None<Unranked<'finding'>>,
];

export interface RankedRule {
  readonly code: CauseCode;
  readonly when: Rule;
}

/** Every rule, the strongest first. */
export const RANKED_RULES: readonly RankedRule[] = TIERS.flatMap((tier) =>
  ORDER[tier].flatMap((code) => rulesOf(code, tier).map((when) => ({ code, when }))),
);

function rulesOf(code: CauseCode, tier: Tier): Rule[] {
  return [CAUSES[code].when[tier]].flat().filter((rule) => rule !== undefined);
}

/** The others say better what the first says. */
export const SAID_BETTER_BY: Readonly<Partial<Record<CauseCode, readonly CauseCode[]>>> = {
  'registry-leads-elsewhere': ['identity-changed'],
  'unusual-port': [
    'api-key-on-transport-port',
    'no-api-key-on-remote-server-port',
    'remote-cluster-server-closed',
  ],
  'gateway-attribute-required': ['no-eligible-gateway', 'no-gateway-connected'],
  'server-name-missing': [
    'wrong-server-name',
    'http-port',
    'plaintext-expected',
    'silent-peer',
    'half-open',
  ],
};
