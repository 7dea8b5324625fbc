/**
 * Results as documents of the Elastic Common Schema (https://www.elastic.co/docs/reference/ecs),
 * one document and one line for each remote, for Filebeat, Logstash, or the bulk API. Values
 * without an ECS field are under `remote_cluster`. examples/elasticsearch/index-template.json maps
 * them.
 */
import packageJson from 'remote-cluster-checker/package.json' with { type: 'json' };
import type { Severity } from '../result/finding.ts';
import { textOf } from '../result/instructions.ts';
import type { CheckReport, CheckResult, Status } from '../result/result.ts';
import { countOf } from '../result/witness.ts';
import { type Figures, figuresOf } from './figures.ts';
import { printableLines } from './printable.ts';

/** The ECS version of the fields. */
const ECS_VERSION = '8.11.0';

const OUTCOMES = {
  healthy: 'success',
  degraded: 'success',
  failing: 'failure',
  unknown: 'unknown',
} as const satisfies Record<Status, string>;
const LEVELS = {
  healthy: 'info',
  degraded: 'warn',
  failing: 'error',
  unknown: 'warn',
} as const satisfies Record<Status, string>;
/** Higher is worse, as in monitoring systems. */
const SEVERITIES = {
  ok: 0,
  note: 10,
  unknown: 30,
  warning: 50,
  critical: 90,
} as const satisfies Record<Severity, number>;

/** Newline-delimited JSON. Ends with a newline unless it is empty. */
export function ecs(report: CheckReport): string {
  return report.results
    .map((result) => `${JSON.stringify(ecsDocument(result, report.vantage))}\n`)
    .join('');
}

export function ecsDocument(result: CheckResult, vantage: string): object {
  const { cluster, alias, status, cause, checkedAt, durationMs } = result;
  return clean({
    '@timestamp': checkedAt,
    message: `${cluster}/${alias} ${status}: ${cause.title}: ${cause.evidence}`,
    ecs: { version: ECS_VERSION },
    log: { level: LEVELS[status] },
    event: {
      kind: 'state',
      category: ['network'],
      type: ['info'],
      module: 'remote_cluster',
      dataset: 'remote_cluster.check',
      outcome: OUTCOMES[status],
      code: cause.code,
      reason: cause.evidence,
      severity: SEVERITIES[cause.severity],
      reference: cause.documentation,
      duration: Math.round(durationMs * 1e6),
    },
    observer: {
      type: 'remote-cluster-checker',
      product: 'remote-cluster-checker',
      version: packageJson.version,
      name: vantage,
    },
    remote_cluster: remoteOf(result, figuresOf(result)),
  }) as object;
}

function remoteOf(result: CheckResult, figures: Figures): object {
  const {
    cluster,
    alias,
    status,
    cause,
    findings,
    mode,
    securityModel,
    seeds,
    proxyAddress,
    serverName,
    skipUnavailable,
    versions,
  } = result;
  return {
    local_cluster: cluster,
    alias,
    status,
    cause: {
      code: cause.code,
      severity: cause.severity,
      title: cause.title,
      meaning: cause.meaning,
      verify: textOf(cause.verify),
      fix: textOf(cause.fix),
    },
    findings: findings.map(({ code, severity, evidence, subject }) => ({
      code,
      severity,
      evidence,
      subject,
    })),
    mode,
    security_model: securityModel,
    seeds,
    proxy_address: proxyAddress,
    server_name: serverName,
    skip_unavailable: skipUnavailable,
    uuid: result.remoteClusterUuid,
    versions: {
      local: versions.local,
      remote: versions.remote,
      search: versions.search.verdict,
      replication: versions.replication.verdict,
    },
    ...numbersOf(figures),
  };
}

function numbersOf({
  localNodes,
  usableFrom,
  connections,
  maxConnections,
  gatewaysEligible,
  gatewaysReachable,
  ...rest
}: Figures): object {
  return {
    local_nodes: { ...localNodes, usable: usableFrom },
    connections: { open: connections, wanted: maxConnections },
    gateways: { eligible: gatewaysEligible, reachable: gatewaysReachable },
    request: { duration_ms: rounded(rest.requestMs) },
    probe: {
      duration_ms: Object.fromEntries(
        Object.entries(rest.stepMs).map(([step, ms]) => [step, rounded(ms)]),
      ),
      failures: rest.stepFailures,
    },
    certificate: {
      expires: Object.fromEntries(
        Object.entries(rest.certificateExpiryMs).map(([place, ms]) => [place, time(ms)]),
      ),
    },
    api_key: { expires: time(rest.apiKeyExpiryMs) },
    recent_searches: rest.recentSearches,
    recent_failed_searches: failedOf(rest),
    replication: {
      followers: rest.followers,
      operations_behind: rest.operationsBehind,
      since_last_read_ms: rest.sinceLastReadMs,
      lease_ends: time(rest.leaseEndMs),
      auto_follow_errors: rest.autoFollowErrors,
    },
  };
}

/**
 * Two numbers instead of a field for each reason, because the cluster controls the reasons and
 * would create field names.
 */
function failedOf({ failedSearches }: Pick<Figures, 'failedSearches'>): object | undefined {
  if (failedSearches === undefined) return undefined;
  const total = Object.values(failedSearches).reduce((sum, count) => sum + count, 0);
  return { total, remotes_unavailable: countOf(failedSearches, 'remotes_unavailable') };
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 1000) / 1000;
}

function time(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

/**
 * Removes control characters except line ends, keys without a value, and objects that become empty.
 */
function clean(value: unknown): unknown {
  if (typeof value === 'string') return printableLines(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const cleaned = clean(inner);
    return cleaned === undefined || isEmpty(cleaned) ? [] : [[key, cleaned]];
  });
  return Object.fromEntries(entries);
}

function isEmpty(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length === 0
  );
}
