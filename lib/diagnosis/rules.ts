/**
 * Which evidence leads to which cause. The order is the judgement: of all rules that see something,
 * the first with the severity that the status asks for is the cause, the others are findings.
 */
import type { CauseCode } from './catalogue/catalogue.ts';
import type { Rule, Seen } from './rule.ts';
import { EXPIRY_RULES } from './rules/certificates.ts';
import { CHECKER_RULES, localClusterUnreachableRule, STOPPED_RULES } from './rules/checker.ts';
import { CONSEQUENCE_RULES } from './rules/consequences.ts';
import { CREDENTIAL_RULES, keyExpiresSoonRule, lateCredentialRule } from './rules/credentials.ts';
import { GATEWAY_CAUSE_RULES, GATEWAY_FINDING_RULES } from './rules/gateways.ts';
import { IDENTITY_RULES } from './rules/identity.ts';
import { LICENSE_RULES } from './rules/licenses.ts';
import { LINT_RULES } from './rules/lint.ts';
import { LOCAL_SIDE_RULES, registrationMissingRule } from './rules/localSide.ts';
import { pinnedIssuerRule, REMEMBERED_RULES } from './rules/remembered.ts';
import { licenseRule, SEED_IDENTITY_RULES, SNIFF_FINDING_RULES } from './rules/sniff.ts';
import { incompatibleRule, VERSION_RULES } from './rules/versions.ts';
import {
  CERTIFICATE_RULES,
  CONNECTION_FINDING_RULES,
  halfOpenRule,
  LATE_CERTIFICATE_RULES,
  PEER_RULES,
  REACHABILITY_RULES,
  serverPortClosedRule,
  TOLD_RULES,
} from './rules/wire.ts';
import type { View } from './view.ts';

export const RULES: readonly Rule[] = [
  ...STOPPED_RULES,
  localClusterUnreachableRule,
  registrationMissingRule,
  halfOpenRule,
  ...IDENTITY_RULES,
  ...SEED_IDENTITY_RULES,
  pinnedIssuerRule,
  ...LOCAL_SIDE_RULES,
  ...CREDENTIAL_RULES,
  licenseRule,
  serverPortClosedRule,
  ...TOLD_RULES,
  ...PEER_RULES,
  ...CERTIFICATE_RULES,
  incompatibleRule,
  ...REACHABILITY_RULES,
  ...GATEWAY_CAUSE_RULES,
  ...LATE_CERTIFICATE_RULES,
  lateCredentialRule,
  { code: 'not-connected', when: unexplained },
  { code: 'reconnected', when: reconnected },
  ...REMEMBERED_RULES,
  ...EXPIRY_RULES,
  keyExpiresSoonRule,
  ...LICENSE_RULES,
  ...CONNECTION_FINDING_RULES,
  ...GATEWAY_FINDING_RULES,
  ...SNIFF_FINDING_RULES,
  ...VERSION_RULES,
  ...CONSEQUENCE_RULES,
  ...LINT_RULES,
  ...CHECKER_RULES,
];

/** What the first says is said better by any of the others. */
export const SAID_BETTER_BY: Readonly<Partial<Record<CauseCode, readonly CauseCode[]>>> = {
  'unusual-port': [
    'api-key-on-transport-port',
    'no-api-key-on-remote-server-port',
    'remote-cluster-server-closed',
  ],
  'gateway-attribute-required': ['no-eligible-gateway'],
  'server-name-missing': [
    'wrong-server-name',
    'http-port',
    'plaintext-expected',
    'silent-peer',
    'half-open',
  ],
};

/** Elasticsearch says no, and every witness that could be asked finds nothing wrong. */
function unexplained({ verdict, facts }: View): Seen | undefined {
  if (verdict !== 'not-connected' && verdict !== 'timed-out') return undefined;
  const said = facts.active.map(({ node, outcome, error }) => `${node}: ${error ?? outcome}`);
  return {
    evidence: `A cross-cluster request does not pass (${said.join('; ')}), Elasticsearch gives no reason for it`,
  };
}

function reconnected({ facts: { passive, active }, verdict }: View): Seen | undefined {
  const idle = passive.filter(
    ({ node, connected }) =>
      connected === false &&
      active.some((witness) => witness.node === node && witness.outcome === 'connected'),
  );
  if (verdict !== 'connected' || idle.length === 0) return undefined;
  return {
    evidence: `${idle.map(({ node }) => node).join(', ')} held no connection; our request brought it back`,
  };
}
