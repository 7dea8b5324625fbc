/** What the checker itself could not see. */
import type { CheckFailure } from '../../facts/facts.ts';
import { remoteNodesOf } from '../../facts/remoteNodes.ts';
import { listing } from '../../listing.ts';
import type { AddressProbe, Endpoint } from '../../result/network.ts';
import type { FailedAnswer } from '../../result/witness.ts';
import type { Rule, Seen } from '../rule.ts';
import type { View } from '../view.ts';
import { isOfDialingHost } from './gateways.ts';

function localClusterUnreachable({ facts: { local } }: View): Seen | undefined {
  const failed = local.nodesAsked.flatMap(({ url, root }) =>
    root.ok || !isSilent(root.failed) ? [] : [`${url}: ${root.failed.message}`],
  );
  return failed.length < local.nodesAsked.length
    ? undefined
    : { evidence: `No configured address of ${local.name} answers. ${failed.join('; ')}` };
}

function isSilent({ kind }: FailedAnswer): boolean {
  return kind === 'timed-out' || kind === 'unreachable' || kind === 'nonsense';
}

function checkerNotAuthorized({ facts, verdict }: View): Seen | undefined {
  const answers = {
    'GET /': facts.local.nodesAsked.map(({ root }) => root),
    'GET /_remote/info': facts.local.nodesAsked.map(({ remoteInfo }) => remoteInfo),
  };
  const refused = Object.entries(answers).filter(([, all]) =>
    all.some((answer) => !answer.ok && answer.failed.kind === 'not-authorized'),
  );
  const apis = refused.map(([api]) => api);
  const active = facts.active.find(({ outcome }) => outcome === 'not-authorized');
  if (active !== undefined)
    apis.push(active.api === 'search' ? 'the cross-cluster search' : 'GET /_resolve/cluster');
  if (apis.length === 0) return undefined;
  const said = active?.error ?? firstRefusal(Object.values(answers).flat());
  return {
    evidence: `Our user may not ask ${apis.join(', ')}: ${said}`,
    ...(verdict === 'connected' ? { severity: 'note' as const } : {}),
  };
}

function firstRefusal(
  answers: readonly ({ ok: true } | { ok: false; failed: FailedAnswer })[],
): string | undefined {
  return answers.flatMap((answer) =>
    !answer.ok && answer.failed.kind === 'not-authorized' ? [answer.failed.message] : [],
  )[0];
}

function vantageDiffers({ verdict, configured, facts }: View): Seen[] {
  if (verdict !== 'connected') return [];
  return configured.flatMap(({ faults }) =>
    faults
      .filter(({ code }) => code !== 'certificate-expired')
      .map(({ subject, evidence }) => ({
        subject,
        evidence: `The local nodes use this remote without trouble, but from ${facts.vantage} the network probe finds: ${evidence}`,
      })),
  );
}

/** Steps that were left out on purpose, so that a reader does not take them for good. */
function notMeasured({ facts }: View): Seen[] {
  return facts.network.flatMap(({ address, endpoints }) => {
    const why = endpoints.flatMap(({ tls, transport }) =>
      tls.outcome === 'ok' && transport.outcome === 'not-measured' ? [transport.why] : [],
    )[0];
    return why === undefined
      ? []
      : [
          {
            subject: address,
            severity: 'note' as const,
            evidence: `${address}: the transport handshake was not measured: ${why}`,
          },
        ];
  });
}

/** More than the checker looks at, so that nobody takes the rest for sound. */
function limitsReached({ facts }: View): Seen | undefined {
  const { skipped = { seeds: 0, gateways: 0 }, skippedAliases = [], network } = facts;
  const counts: readonly (readonly [number, string])[] = [
    [skipped.seeds, 'seeds were not probed, as there are too many'],
    [skipped.gateways, 'publish addresses of remote nodes were not probed, as there are too many'],
    [
      remoteNodesOf(facts).further,
      'nodes that the remote lists were not looked at, as there are too many',
    ],
    [skippedIpsOf(network), 'IPs of names were not probed, as the names stand for too many'],
  ];
  const said = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const aliases =
    skippedAliases.length === 0
      ? []
      : [
          `${skippedAliases.length} remote clusters were not checked, as there are too many: ${listing(skippedAliases)}`,
        ];
  const evidence = [...aliases, ...said].join('; ');
  return evidence === ''
    ? undefined
    : { evidence, ...(aliases.length > 0 ? { severity: 'unknown' as const } : {}) };
}

/** A name may stand for any number. */
function skippedIpsOf(network: readonly AddressProbe[]): number {
  const skipped = network.map(({ dns, endpoints }) =>
    dns.outcome === 'ok' ? dns.evidence.ips.length - endpoints.length : 0,
  );
  return skipped.reduce((sum, count) => sum + Math.max(0, count), 0);
}

/** Where the checker does not go for a remote, whatever it publishes. */
function addressesOfDialingHost({ facts: { network } }: View): Seen | undefined {
  const probes = network.filter(({ endpoints }) => endpoints.some(isOfDialingHost));
  if (probes.length === 0) return undefined;
  const addresses = listing(
    probes.map(({ address, endpoints }) =>
      addressWithIps(address, endpoints.filter(isOfDialingHost)),
    ),
  );
  return {
    subject: listing(probes.map(({ address }) => address)),
    evidence: `${probes.length} publish addresses of remote nodes were not probed, since every host has such addresses for itself and no seed is at one: ${addresses}`,
  };
}

function addressWithIps(address: string, endpoints: readonly Endpoint[]): string {
  const ips = endpoints.map(({ ip }) => ip).filter((ip) => !address.includes(ip));
  return ips.length === 0 ? address : `${address} (${ips.join(', ')})`;
}

function nothingAsked({ verdict, facts }: View): Seen | undefined {
  // The reason is the cause then.
  if (facts.stopped !== undefined) return undefined;
  if (
    (verdict !== 'not-asked' && verdict !== 'unknown') ||
    facts.registration.configuredIn === 'nowhere'
  )
    return undefined;
  if (facts.skippedAliases !== undefined && facts.skippedAliases.length > 0) return undefined;
  if (facts.passive.length > 0 && facts.passive.every(({ failed }) => failed?.kind === 'no-role'))
    return undefined;
  const said = facts.active.map(({ node, error }) => `${node}: ${error}`).join('; ');
  return { evidence: `No cross-cluster request could be made: ${facts.activeNotAsked ?? said}` };
}

export const FAILURE_CODES = [
  'secret-unreadable',
  'access-unusable',
  'deadline-passed',
  'check-failed',
] as const satisfies readonly CheckFailure['code'][];

function seenIn(failures: readonly CheckFailure[], code: CheckFailure['code']): Seen[] {
  return failures
    .filter((failure) => failure.code === code)
    .map(({ evidence, subject }) => ({ evidence, ...(subject === undefined ? {} : { subject }) }));
}

/** Before all others, as nothing else is known then. */
export const STOPPED_RULES: readonly Rule[] = FAILURE_CODES.map((code) => ({
  code,
  when: ({ facts: { stopped } }) => seenIn(stopped === undefined ? [] : [stopped], code),
}));

const FAILURE_RULES: readonly Rule[] = FAILURE_CODES.map((code) => ({
  code,
  when: ({ facts: { failures = [] } }) => seenIn(failures, code),
}));

export const localClusterUnreachableRule: Rule = {
  code: 'local-cluster-unreachable',
  when: localClusterUnreachable,
};

export const CHECKER_RULES: readonly Rule[] = [
  { code: 'checker-not-authorized', when: checkerNotAuthorized },
  { code: 'limits-reached', when: limitsReached },
  { code: 'not-measured', when: nothingAsked },
  { code: 'vantage-differs', when: vantageDiffers },
  { code: 'limits-reached', when: addressesOfDialingHost },
  { code: 'not-measured', when: notMeasured },
  ...FAILURE_RULES,
];
