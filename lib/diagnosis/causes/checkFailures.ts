/** What the checker could not do, and what it skipped. */
import type { CheckFailure } from '../../facts/facts.ts';
import { remoteNodesOf } from '../../facts/remoteNodes.ts';
import { listing } from '../../listing.ts';
import type { AddressProbe, Endpoint } from '../../result/network.ts';
import { type Cause, DOCUMENTATION, type Match, prose, type Rule } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { isOfDialingHost } from '../gatewayEvidence.ts';
import { get, publishAddresses, resolve, say } from '../stepBuilders.ts';
import type { View } from '../view.ts';

/** The first is the most specific. */
export const FAILURE_CODES = [
  'secret-unreadable',
  'access-unusable',
  'deadline-passed',
  'check-failed',
] as const satisfies readonly CheckFailure['code'][];

type FailureCode = (typeof FAILURE_CODES)[number];

/** It ended the check of this remote, so nothing else is known. */
function stoppedBy(code: FailureCode): Rule {
  return ({ facts: { stopped } }) => matchesOf(stopped === undefined ? [] : [stopped], code);
}

/** It kept one question from an answer. */
function failedWith(code: FailureCode): Rule {
  return ({ facts: { failures = [] } }) => matchesOf(failures, code);
}

function matchesOf(failures: readonly CheckFailure[], code: FailureCode): Match[] {
  return failures
    .filter((failure) => failure.code === code)
    .map(({ evidence, subject }) => (subject === undefined ? { evidence } : { evidence, subject }));
}

function rulesOf(code: FailureCode) {
  return { certain: stoppedBy(code), finding: failedWith(code) };
}

/** More than the checker looks at, so that nobody takes the rest for sound. */
function limitsReached({ facts }: View): Match | undefined {
  const { skipped = { seeds: 0, gateways: 0 }, skippedAliases = [], network } = facts;
  const counts: readonly (readonly [number, string])[] = [
    [
      skippedAliases.length,
      `remote clusters were not checked, as there are too many: ${listing(skippedAliases)}`,
    ],
    [skipped.seeds, 'seeds were not probed, as there are too many'],
    [skipped.gateways, 'publish addresses of remote nodes were not probed, as there are too many'],
    [
      remoteNodesOf(facts).further,
      'nodes that the remote lists were not looked at, as there are too many',
    ],
    [skippedIpsOf(network), 'IPs of names were not probed, as the names stand for too many'],
  ];
  const evidence = counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join('; ');
  if (evidence === '') return undefined;
  return { evidence, severity: skippedAliases.length > 0 ? 'unknown' : 'note' };
}

/** A name may stand for any number. */
function skippedIpsOf(network: readonly AddressProbe[]): number {
  const skipped = network.map(({ dns, endpoints }) =>
    dns.outcome === 'ok' ? dns.evidence.ips.length - endpoints.length : 0,
  );
  return skipped.reduce((sum, count) => sum + Math.max(0, count), 0);
}

/** The checker does not go there for a remote, whatever it publishes. */
function addressesOfDialingHost({ facts: { network } }: View): Match | undefined {
  const probes = network.filter(({ endpoints }) => endpoints.some(isOfDialingHost));
  if (probes.length === 0) return undefined;
  const addresses = probes.map(({ address, endpoints }) =>
    addressWithIps(address, endpoints.filter(isOfDialingHost)),
  );
  return {
    subject: listing(probes.map(({ address }) => address)),
    evidence: prose`
      ${probes.length} publish addresses of remote nodes were not probed, since every host has such
      addresses for itself and no seed is at one: ${listing(addresses)}`,
  };
}

function addressWithIps(address: string, endpoints: readonly Endpoint[]): string {
  const ips = endpoints.map(({ ip }) => ip).filter((ip) => !address.includes(ip));
  return ips.length === 0 ? address : `${address} (${ips.join(', ')})`;
}

export const CHECK_FAILURES = {
  'secret-unreadable': {
    title: 'The checker cannot read a secret of its registry',
    meaning: prose`
      The registry refers to a secret that is missing, empty, or out of reach. The checker does not
      ask what needs it. This says nothing about the clusters.`,
    verify: () => [
      say('Read the secret that the evidence names, as the user or role that runs the checker.'),
    ],
    fix: ({ cluster }) => [
      say(prose`
        Put the secret where the registry of cluster ${cluster} says it is, and let the checker read
        it; or correct the reference. The evidence names both.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: rulesOf('secret-unreadable'),
  },
  'access-unusable': {
    title: 'The registry gives access that cannot be used',
    meaning: prose`
      A URL, CA, certificate, or private key of the registry cannot be used. The checker does not ask
      what needs it. This says nothing about the clusters.`,
    verify: () => [
      say('The evidence names what the checker attempted, and what is wrong with the access.'),
    ],
    fix: ({ cluster, alias }) => [
      say(prose`
        In the registry, correct urls, auth, and tls of cluster ${cluster}, or remote and
        transportTls of remotes.${alias}.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: rulesOf('access-unusable'),
  },
  'deadline-passed': {
    title: 'The deadline ended the check before an answer came',
    meaning: prose`
      A question had no answer when its time was over. What the checker learned until then counts;
      the rest is unknown. This alone says nothing against the remote.`,
    verify: resolve,
    fix: () => [
      say(prose`
        See the evidence for what did not answer. If it is only slow, raise
        defaults.timeouts.checkSeconds or httpSeconds in the registry, or pass --timeout.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: rulesOf('deadline-passed'),
  },
  'check-failed': {
    title: 'The checker failed to judge the remote',
    meaning: prose`
      The checker met an answer that it was not made for, or has a bug. It does not call the remote
      healthy then. Other remotes are not affected.`,
    verify: resolve,
    fix: () => [
      say(prose`
        If the evidence names an HTTP address of the registry, check what answers there. Otherwise
        report the evidence as a bug of the checker.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: rulesOf('check-failed'),
  },
  'limits-reached': {
    title: 'The checker skipped a part',
    meaning: prose`
      A cluster lists more than the checker looks at, or addresses that every host has for itself. The
      evidence says what the checker skipped: it knows nothing of it. A list that is longer than it
      can reasonably be is a mistake in the settings, or of a cluster that means harm.`,
    verify: () => [get('_remote/info'), publishAddresses],
    fix: ({ alias }) => [
      say(prose`
        Look through what the evidence names: remove seeds of ${alias} or remote clusters that nobody
        needs, and let remote nodes publish addresses that other hosts can reach
        (transport.publish_host). To check single remotes: remote-cluster-checker check --remote
        <alias>`),
    ],
    documentation: DOCUMENTATION.settings,
    when: { finding: [limitsReached, addressesOfDialingHost] },
  },
} as const satisfies Record<CodesOf<'checkFailures'>, Cause>;
