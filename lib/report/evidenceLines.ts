/** Raw evidence about one remote, one line for each statement. */
import type { AddressProbe, Certificate, Endpoint } from '../result/network.ts';
import type { Replication } from '../result/replication.ts';
import type { CheckResult, Gateway } from '../result/result.ts';
import { failuresOf, type RecentSearches, recentLoss, type Searches } from '../result/searches.ts';
import type { SniffWitness } from '../result/sniff.ts';
import type { ActiveWitness, PassiveWitness } from '../result/witness.ts';

export function evidenceLines({
  unexplained = [],
  witnesses,
  notSeen,
  gateways,
  versions,
  searches,
  replication,
}: CheckResult): string[] {
  return [
    ...unexplained.map((line) => `unexplained evidence, ${line}`),
    ...witnesses.passive.map(passiveLine),
    ...witnesses.active.flatMap(activeLines),
    ...witnesses.repeated.flatMap(activeLines),
    ...largeLines(witnesses.large),
    ...witnesses.network.flatMap(networkLines),
    ...witnesses.sniff.map(sniffLine),
    ...sourceLines(gateways),
    ...gateways.nodes.map(gatewayLine),
    ...(['wire', 'search', 'replication'] as const).map(
      (kind) =>
        `versions, ${kind}: ${versions[kind].verdict} (${versions[kind].by}): ${versions[kind].why}`,
    ),
    ...searchesLines(searches),
    ...replicationLines(replication),
    ...Object.entries(notSeen).map(
      ([api, { kind, message }]) => `not seen, ${api}: ${kind}: ${message}`,
    ),
  ];
}

function ms(durationMs: number): string {
  return `${Math.round(durationMs)} ms`;
}

function passiveLine({
  node,
  connected,
  connections,
  maxConnections,
  hasCredentials,
  failed,
  durationMs,
}: PassiveWitness): string {
  const said =
    failed !== undefined
      ? `${failed.kind}: ${failed.message}`
      : `connected ${connected}, ${connections} of ${maxConnections} connections${hasCredentials ? ', has an API key' : ''}`;
  return `passive, ${node}: ${said} [${ms(durationMs)}]`;
}

function activeLines({
  node,
  api,
  outcome,
  error,
  reasons,
  remoteVersion,
  askedAt,
  remembered,
  durationMs,
}: ActiveWitness): string[] {
  const when = remembered === true ? `at ${askedAt}, not repeated since` : ms(durationMs);
  const line = `active, ${node}, ${api}: ${outcome}${remoteVersion === undefined ? '' : `, ${remoteVersion}`}${error === undefined ? '' : `: ${error}`} [${when}]`;
  return [line, ...reasons.map(({ type, reason }) => `  because ${type}: ${reason}`)];
}

function largeLines(large: CheckResult['witnesses']['large']): string[] {
  if (large === undefined) return [];
  const { outcome, node, bytes, why } = large;
  const through = node === undefined ? '' : `, ${node}`;
  const size = bytes === undefined ? '' : ` (${bytes} bytes)`;
  const words = outcome === 'not-measured' ? 'not measured' : outcome;
  return [`large answers${through}: ${words}${size}${why === undefined ? '' : `: ${why}`}`];
}

function networkLines({ address, roles, dns, endpoints }: AddressProbe): string[] {
  const head = `network, ${address} (${roles.join(', ')})`;
  if (dns.outcome === 'failed')
    return [`${head}: dns ${dns.failure}: ${dns.message} [${ms(dns.durationMs)}]`];
  return endpoints.flatMap((endpoint) => [
    `${head}: ${endpoint.ip} ${stepsOf(endpoint).join(' > ')}`,
    ...chainOf(endpoint).map(certificateLine),
  ]);
}

function stepsOf({ tcp, tls, transport }: Endpoint): string[] {
  return [
    ...stepLine('tcp', tcp, () => 'ok'),
    ...stepLine('tls', tls, ({ protocol }) => protocol ?? 'ok'),
    ...stepLine(
      'transport',
      transport,
      ({ release, transportVersion }) => release ?? `transport version ${transportVersion}`,
    ),
  ];
}

type Step<E> =
  | { readonly outcome: 'ok'; readonly evidence: E; readonly durationMs: number }
  | {
      readonly outcome: 'failed';
      readonly failure: string;
      readonly message: string;
      readonly durationMs: number;
    }
  | { readonly outcome: 'not-measured' };

function stepLine<E>(name: string, step: Step<E>, detail: (evidence: E) => string): string[] {
  if (step.outcome === 'not-measured') return [];
  if (step.outcome === 'failed')
    return [`${name} ${step.failure}: ${step.message} [${ms(step.durationMs)}]`];
  return [`${name} ${detail(step.evidence)} [${ms(step.durationMs)}]`];
}

function chainOf({ tls }: Endpoint): Certificate[] {
  return tls.outcome === 'not-measured' ? [] : (tls.evidence?.chain ?? []);
}

function certificateLine({
  subject,
  issuer,
  subjectAltNames,
  notAfter,
  fingerprint,
}: Certificate): string {
  return `  certificate ${subject}, issued by ${issuer}, until ${notAfter.slice(0, 10)}, names ${subjectAltNames.join(', ') || 'none'}, sha256 ${fingerprint}`;
}

function searchesLines(searches: Searches | undefined): string[] {
  if (searches === undefined) return [];
  const { answered, skipped, nodes, own, recent, failed } = searches;
  const whose = `since the local nodes started (${nodes.answered} asked${nodes.failed === 0 ? '' : `, ${nodes.failed} without an answer`})`;
  const ours =
    own.answered + own.skipped === 0
      ? ''
      : `; ${own.answered + own.skipped} of them were this check's own`;
  const failures = Object.entries(failed).map(([reason, count]) => `${count} ${reason}`);
  return [
    `searches, ${whose}: ${answered} answered, ${skipped} left it out${ours}`,
    ...(recent === undefined ? [] : recentLines(recent)),
    ...(failures.length === 0
      ? []
      : [`searches of all remotes that failed as a whole, ${whose}: ${failures.join(', ')}`]),
  ];
}

/** The counters do not show which remote a failed search used. */
function recentLines(recent: RecentSearches): string[] {
  const failures = failuresOf(recent);
  return [
    `searches: ${recentLoss(recent)}`,
    ...(failures === undefined ? [] : [`searches of all remotes: ${failures}`]),
  ];
}

function replicationLines(replication: Replication | undefined): string[] {
  if (replication === undefined) return [];
  const {
    followers,
    shards,
    operationsBehind,
    stoppedFollowers,
    retryingFollowers,
    pausedFollowers,
    sinceLastReadMs,
  } = replication;
  const { sinceAutoFollowCheckMs, autoFollowPatterns = [], autoFollowErrors = [] } = replication;
  const paused = pausedFollowers === undefined ? '' : `, ${pausedFollowers} paused`;
  const read =
    sinceLastReadMs === undefined
      ? ''
      : `; the longest time since a read was sent is ${Math.round(sinceLastReadMs / 1000)} s`;
  const auto =
    sinceAutoFollowCheckMs === undefined
      ? ''
      : `; looked for new indices ${Math.round(sinceAutoFollowCheckMs / 1000)} s ago`;
  return [
    `replication: ${followers} followers, ${shards} shards, ${operationsBehind} operations behind, ${stoppedFollowers} stopped, ${retryingFollowers} cannot read${paused}${read}${auto}`,
    ...autoFollowPatterns.map(
      ({ name, active, leaderIndexPatterns }) =>
        `auto-follow ${name}${active ? '' : ', paused'}: ${leaderIndexPatterns.join(', ')}`,
    ),
    ...autoFollowErrors.map(
      ({ about, at, reason }) => `auto-follow failed, ${about}, at ${at}: ${reason}`,
    ),
  ];
}

export const ASKED_AS = {
  'api-key': 'with the API key of the checker',
  node: 'as a node',
  nobody: 'without credentials',
} as const;

function sniffLine({
  seed,
  as,
  outcome,
  refusal,
  why,
  clusterName,
  clusterUuid,
  node,
  release,
  listed,
  ...timing
}: SniffWitness): string {
  const cluster =
    clusterName === undefined
      ? []
      : [`cluster ${clusterName}${clusterUuid === undefined ? '' : ` (${clusterUuid})`}`];
  const who = node === undefined ? release : `${node.name} ${release}`;
  const said = [
    ...cluster,
    ...(who === undefined ? [] : [who]),
    ...(listed === undefined ? [] : [`${listed} nodes`]),
  ].join(', ');
  const end = refusal === undefined ? why : `${refusal.kind}: ${refusal.message}`;
  return `sniff, ${seed}, asked ${ASKED_AS[as]}: ${outcome}${said && ` (${said})`}${end === undefined ? '' : `: ${end}`} [${timing.roundTrips} answers, ${ms(timing.durationMs)}]`;
}

/** The source of the node list that a local node would use, if known. */
function sourceLines({ seed, source }: CheckResult['gateways']): string[] {
  return seed === undefined
    ? []
    : [
        `gateways, as the seed ${seed} lists them${source === 'both' ? ', and the HTTP port of the remote' : ''}:`,
      ];
}

function gatewayLine({
  name,
  version,
  publishAddress,
  eligible,
  reason,
  reachable,
  chosen,
}: Gateway): string {
  const use = eligible ? (chosen ? 'eligible, chosen' : 'eligible, not chosen') : 'not eligible';
  return `gateway ${name} ${version} at ${publishAddress ?? 'no address'}: ${use} (${reason}), reachable ${reachable}`;
}
