/**
 * The metrics of one remote cluster. Each is a gauge with a function that reads its samples from a
 * result.
 */
import type { Finding } from '../result/finding.ts';
import type { CheckResult } from '../result/result.ts';
import { CERTIFICATE_PLACES, type Figures, STEPS } from './figures.ts';
import { STATUSES_WORST_FIRST } from './statusOrder.ts';

export type Labels = Readonly<Record<string, string>>;
interface Sample {
  readonly labels?: Labels;
  readonly value: number | undefined;
}
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: (result: CheckResult, figures: Figures) => readonly Sample[];
}

export const METRICS: readonly Metric[] = [
  {
    name: 'remote_cluster_up',
    help: 'Whether the remote cluster can be used: 1 healthy or degraded, 0 failing, no sample where that is unknown.',
    samples: ({ status }) => one(status === 'unknown' ? undefined : Number(status !== 'failing')),
  },
  {
    name: 'remote_cluster_status',
    help: 'Status of the remote cluster: 1 for the one that it has.',
    samples: ({ status }) =>
      STATUSES_WORST_FIRST.map((each) => ({
        labels: { status: each },
        value: Number(each === status),
      })),
  },
  {
    name: 'remote_cluster_cause',
    help: 'The primary cause of the status, always 1; codes as "remote-cluster-checker explain" lists them.',
    samples: ({ cause: { code, severity } }) => [{ labels: { cause: code, severity }, value: 1 }],
  },
  {
    name: 'remote_cluster_findings',
    help: 'Findings about the remote cluster by severity, its cause among them.',
    samples: (_result, { findings }) =>
      byLabel('severity', Object.keys(findings) as (keyof typeof findings)[], findings),
  },
  {
    name: 'remote_cluster_ignored',
    help: 'Causes that the registry says do not count for a while, always 1, with code and last day.',
    samples: ({ ignored = [] }) =>
      ignored.map(({ code, until }) => ({ labels: { code, until }, value: 1 })),
  },
  {
    name: 'remote_cluster_note',
    help: 'Notes about the remote cluster, always 1, with their codes: what works by luck, or could be better; they change no status.',
    samples: ({ findings }) => notesOf(findings),
  },
  {
    name: 'remote_cluster_info',
    help: 'How the remote cluster is registered and what it runs, always 1.',
    samples: (result) => [{ labels: infoOf(result), value: 1 }],
  },
  {
    name: 'remote_cluster_local_nodes',
    help: 'Local nodes by the state of their own connection to the remote cluster.',
    samples: (_result, { localNodes }) =>
      byLabel('connection', ['connected', 'disconnected', 'unknown'], localNodes),
  },
  {
    name: 'remote_cluster_usable_from_local_nodes',
    help: 'Local nodes by whether cross-cluster requests through them can use the remote cluster.',
    samples: (_result, { usableFrom }) =>
      usableFrom === undefined ? [] : byLabel('usable', ['yes', 'no', 'unknown'], usableFrom),
  },
  {
    name: 'remote_cluster_connections',
    help: 'Connections that the local nodes hold open: nodes in sniff mode, sockets in proxy mode.',
    samples: (_result, { connections }) => one(connections),
  },
  {
    name: 'remote_cluster_connections_wanted',
    help: 'Connections that the local nodes would open at most.',
    samples: (_result, { maxConnections }) => one(maxConnections),
  },
  {
    name: 'remote_cluster_gateways_eligible',
    help: 'Remote nodes that may be gateways in sniff mode, where they are known.',
    samples: (_result, { gatewaysEligible }) => one(gatewaysEligible),
  },
  {
    name: 'remote_cluster_gateways_reachable',
    help: 'Eligible gateways that the checker can reach at their publish address.',
    samples: (_result, { gatewaysReachable }) => one(gatewaysReachable),
  },
  {
    name: 'remote_cluster_request_duration_seconds',
    help: 'How long the slowest real cross-cluster request of the check took that passed.',
    samples: (_result, { requestMs }) => one(seconds(requestMs)),
  },
  {
    name: 'remote_cluster_recent_searches',
    help: 'Cross-cluster searches within the last hour that the remote cluster answered, and that left it out without an error (skipped).',
    samples: (_result, { recentSearches }) =>
      recentSearches === undefined
        ? []
        : byLabel('outcome', ['answered', 'skipped'], recentSearches),
  },
  {
    name: 'remote_cluster_probe_step_duration_seconds',
    help: 'How long the slowest successful step along the wire took, seen from the checker.',
    samples: (_result, { stepMs }) =>
      STEPS.map((step) => ({ labels: { step }, value: seconds(stepMs[step]) })),
  },
  {
    name: 'remote_cluster_probe_step_failures',
    help: 'Addresses at which the step along the wire failed in the last check, seen from the checker.',
    samples: (_result, { stepFailures }) => byLabel('step', STEPS, stepFailures),
  },
  {
    name: 'remote_cluster_certificate_expiry_timestamp_seconds',
    help: 'When the first certificate expires that was seen on the wire, or in the files of the local or the remote nodes.',
    samples: (_result, { certificateExpiryMs }) =>
      CERTIFICATE_PLACES.map((place) => ({
        labels: { place },
        value: seconds(certificateExpiryMs[place]),
      })),
  },
  {
    name: 'remote_cluster_api_key_expiry_timestamp_seconds',
    help: 'When the first valid cross-cluster API key of the remote cluster expires; which one is in use cannot be seen.',
    samples: (_result, { apiKeyExpiryMs }) => one(seconds(apiKeyExpiryMs)),
  },
  {
    name: 'remote_cluster_followers',
    help: 'Follower indices that replicate from the remote cluster: reading, failing to read and trying again, stopped for good, paused.',
    samples: (_result, { followers }) =>
      followers === undefined
        ? []
        : byLabel('state', ['reading', 'retrying', 'stopped', 'paused'], followers),
  },
  {
    name: 'remote_cluster_follower_operations_behind',
    help: 'Operations that the followers have yet to read, as far as they know.',
    samples: (_result, { operationsBehind }) => one(operationsBehind),
  },
  {
    name: 'remote_cluster_follower_last_read_age_seconds',
    help: 'The longest time since any follower sent a read; they poll once a minute, unless read_poll_timeout says otherwise.',
    samples: (_result, { sinceLastReadMs }) => one(seconds(sinceLastReadMs)),
  },
  {
    name: 'remote_cluster_follower_lease_end_timestamp_seconds',
    help: 'When failing followers may have to be copied anew, if the retention leases of the leaders are the default of 12 hours.',
    samples: (_result, { leaseEndMs }) => one(seconds(leaseEndMs)),
  },
  {
    name: 'remote_cluster_auto_follow_errors',
    help: 'Indices of the remote cluster that auto-follow patterns could not follow of late.',
    samples: (_result, { autoFollowErrors }) => one(autoFollowErrors),
  },
  {
    name: 'remote_cluster_last_check_timestamp_seconds',
    help: 'When the remote cluster was checked last.',
    samples: ({ checkedAt }) => one(seconds(Date.parse(checkedAt))),
  },
  {
    name: 'remote_cluster_check_duration_seconds',
    help: 'How long the last check took.',
    samples: ({ durationMs }) => one(seconds(durationMs)),
  },
];

function infoOf({
  mode,
  securityModel,
  skipUnavailable,
  versions,
  remoteClusterUuid,
}: CheckResult): Labels {
  return {
    mode,
    security_model: securityModel,
    skip_unavailable: skipUnavailable === undefined ? 'unknown' : String(skipUnavailable),
    local_version: versions.local.join('/'),
    remote_version: versions.remote.join('/'),
    remote_cluster_uuid: remoteClusterUuid ?? '',
  };
}

/** Each code once, even if several findings share it. */
function notesOf(findings: readonly Finding[]): Sample[] {
  const codes = new Set(
    findings.flatMap(({ severity, code }) => (severity === 'note' ? [code] : [])),
  );
  return [...codes].map((code) => ({ labels: { code }, value: 1 }));
}

function one(value: number | undefined): Sample[] {
  return [{ value }];
}

function byLabel<K extends string>(
  label: string,
  keys: readonly K[],
  values: Readonly<Record<K, number | undefined>>,
): Sample[] {
  return keys.map((key) => ({ labels: { [label]: key }, value: values[key] }));
}

/** Prometheus uses seconds. */
function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms) / 1000;
}
