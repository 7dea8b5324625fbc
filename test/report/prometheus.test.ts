import fc from 'fast-check';
import packageJson from 'remote-cluster-checker/package.json' with { type: 'json' };
import { expect, it } from 'vitest';
import { METRIC_NAMES, prometheus } from '../../lib/report/prometheus.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  hostileResult,
  report,
  unknownResult,
} from '../support/results.ts';

it('prometheus prints one family a metric, with help and type', () => {
  expect(
    prometheus(report([healthyResult, failingResult, degradedResult, unknownResult])).replaceAll(
      packageJson.version,
      '<version>',
    ),
  ).toMatchInlineSnapshot(`
    "# HELP remote_cluster_checker_info The checker and where it looks from, always 1.
    # TYPE remote_cluster_checker_info gauge
    remote_cluster_checker_info{version="<version>",vantage="lambda in vpc-1"} 1
    # HELP remote_cluster_up Whether the remote cluster can be used: 1 healthy or degraded, 0 failing, no sample where that is unknown.
    # TYPE remote_cluster_up gauge
    remote_cluster_up{local_cluster="eu",alias="archive"} 1
    remote_cluster_up{local_cluster="eu",alias="orders"} 0
    remote_cluster_up{local_cluster="us",alias="logs"} 1
    # HELP remote_cluster_status Status of the remote cluster: 1 for the one that it has.
    # TYPE remote_cluster_status gauge
    remote_cluster_status{local_cluster="eu",alias="archive",status="failing"} 0
    remote_cluster_status{local_cluster="eu",alias="archive",status="degraded"} 0
    remote_cluster_status{local_cluster="eu",alias="archive",status="unknown"} 0
    remote_cluster_status{local_cluster="eu",alias="archive",status="healthy"} 1
    remote_cluster_status{local_cluster="eu",alias="orders",status="failing"} 1
    remote_cluster_status{local_cluster="eu",alias="orders",status="degraded"} 0
    remote_cluster_status{local_cluster="eu",alias="orders",status="unknown"} 0
    remote_cluster_status{local_cluster="eu",alias="orders",status="healthy"} 0
    remote_cluster_status{local_cluster="us",alias="logs",status="failing"} 0
    remote_cluster_status{local_cluster="us",alias="logs",status="degraded"} 1
    remote_cluster_status{local_cluster="us",alias="logs",status="unknown"} 0
    remote_cluster_status{local_cluster="us",alias="logs",status="healthy"} 0
    remote_cluster_status{local_cluster="eu",alias="metrics",status="failing"} 0
    remote_cluster_status{local_cluster="eu",alias="metrics",status="degraded"} 0
    remote_cluster_status{local_cluster="eu",alias="metrics",status="unknown"} 1
    remote_cluster_status{local_cluster="eu",alias="metrics",status="healthy"} 0
    # HELP remote_cluster_cause The primary cause of the status, always 1; codes as "remote-cluster-checker explain" lists them.
    # TYPE remote_cluster_cause gauge
    remote_cluster_cause{local_cluster="eu",alias="archive",cause="healthy",severity="ok"} 1
    remote_cluster_cause{local_cluster="eu",alias="orders",cause="connection-refused",severity="critical"} 1
    remote_cluster_cause{local_cluster="us",alias="logs",cause="certificate-expires-soon",severity="warning"} 1
    remote_cluster_cause{local_cluster="eu",alias="metrics",cause="checker-not-authorized",severity="unknown"} 1
    # HELP remote_cluster_findings Findings about the remote cluster by severity, its cause among them.
    # TYPE remote_cluster_findings gauge
    remote_cluster_findings{local_cluster="eu",alias="archive",severity="critical"} 0
    remote_cluster_findings{local_cluster="eu",alias="archive",severity="warning"} 0
    remote_cluster_findings{local_cluster="eu",alias="archive",severity="note"} 2
    remote_cluster_findings{local_cluster="eu",alias="archive",severity="unknown"} 0
    remote_cluster_findings{local_cluster="eu",alias="orders",severity="critical"} 1
    remote_cluster_findings{local_cluster="eu",alias="orders",severity="warning"} 1
    remote_cluster_findings{local_cluster="eu",alias="orders",severity="note"} 2
    remote_cluster_findings{local_cluster="eu",alias="orders",severity="unknown"} 0
    remote_cluster_findings{local_cluster="us",alias="logs",severity="critical"} 0
    remote_cluster_findings{local_cluster="us",alias="logs",severity="warning"} 3
    remote_cluster_findings{local_cluster="us",alias="logs",severity="note"} 1
    remote_cluster_findings{local_cluster="us",alias="logs",severity="unknown"} 0
    remote_cluster_findings{local_cluster="eu",alias="metrics",severity="critical"} 0
    remote_cluster_findings{local_cluster="eu",alias="metrics",severity="warning"} 0
    remote_cluster_findings{local_cluster="eu",alias="metrics",severity="note"} 2
    remote_cluster_findings{local_cluster="eu",alias="metrics",severity="unknown"} 1
    # HELP remote_cluster_note Notes about the remote cluster, always 1, with their codes: what works by luck, or could be better; they change no status.
    # TYPE remote_cluster_note gauge
    remote_cluster_note{local_cluster="eu",alias="archive",code="certificate-model-deprecated"} 1
    remote_cluster_note{local_cluster="eu",alias="archive",code="single-seed"} 1
    remote_cluster_note{local_cluster="eu",alias="orders",code="gateways-not-known"} 1
    remote_cluster_note{local_cluster="eu",alias="orders",code="certificate-model-deprecated"} 1
    remote_cluster_note{local_cluster="us",alias="logs",code="single-seed"} 1
    remote_cluster_note{local_cluster="eu",alias="metrics",code="certificate-model-deprecated"} 1
    remote_cluster_note{local_cluster="eu",alias="metrics",code="single-seed"} 1
    # HELP remote_cluster_info How the remote cluster is registered and what it runs, always 1.
    # TYPE remote_cluster_info gauge
    remote_cluster_info{local_cluster="eu",alias="archive",mode="sniff",security_model="certificate",skip_unavailable="true",local_version="9.5.3",remote_version="9.5.3",remote_cluster_uuid="archive-uuid"} 1
    remote_cluster_info{local_cluster="eu",alias="orders",mode="sniff",security_model="certificate",skip_unavailable="true",local_version="9.5.3",remote_version="",remote_cluster_uuid=""} 1
    remote_cluster_info{local_cluster="us",alias="logs",mode="sniff",security_model="api-key",skip_unavailable="true",local_version="9.5.3",remote_version="9.5.3",remote_cluster_uuid="archive-uuid"} 1
    remote_cluster_info{local_cluster="eu",alias="metrics",mode="sniff",security_model="certificate",skip_unavailable="true",local_version="9.5.3",remote_version="9.5.3",remote_cluster_uuid="archive-uuid"} 1
    # HELP remote_cluster_local_nodes Local nodes by the state of their own connection to the remote cluster.
    # TYPE remote_cluster_local_nodes gauge
    remote_cluster_local_nodes{local_cluster="eu",alias="archive",connection="connected"} 1
    remote_cluster_local_nodes{local_cluster="eu",alias="archive",connection="disconnected"} 0
    remote_cluster_local_nodes{local_cluster="eu",alias="archive",connection="unknown"} 0
    remote_cluster_local_nodes{local_cluster="eu",alias="orders",connection="connected"} 0
    remote_cluster_local_nodes{local_cluster="eu",alias="orders",connection="disconnected"} 1
    remote_cluster_local_nodes{local_cluster="eu",alias="orders",connection="unknown"} 0
    remote_cluster_local_nodes{local_cluster="us",alias="logs",connection="connected"} 1
    remote_cluster_local_nodes{local_cluster="us",alias="logs",connection="disconnected"} 0
    remote_cluster_local_nodes{local_cluster="us",alias="logs",connection="unknown"} 0
    remote_cluster_local_nodes{local_cluster="eu",alias="metrics",connection="connected"} 1
    remote_cluster_local_nodes{local_cluster="eu",alias="metrics",connection="disconnected"} 0
    remote_cluster_local_nodes{local_cluster="eu",alias="metrics",connection="unknown"} 0
    # HELP remote_cluster_usable_from_local_nodes Local nodes by whether cross-cluster requests through them can use the remote cluster.
    # TYPE remote_cluster_usable_from_local_nodes gauge
    remote_cluster_usable_from_local_nodes{local_cluster="eu",alias="archive",usable="yes"} 1
    remote_cluster_usable_from_local_nodes{local_cluster="eu",alias="archive",usable="no"} 0
    remote_cluster_usable_from_local_nodes{local_cluster="eu",alias="archive",usable="unknown"} 0
    remote_cluster_usable_from_local_nodes{local_cluster="eu",alias="orders",usable="yes"} 0
    remote_cluster_usable_from_local_nodes{local_cluster="eu",alias="orders",usable="no"} 1
    remote_cluster_usable_from_local_nodes{local_cluster="eu",alias="orders",usable="unknown"} 0
    remote_cluster_usable_from_local_nodes{local_cluster="us",alias="logs",usable="yes"} 1
    remote_cluster_usable_from_local_nodes{local_cluster="us",alias="logs",usable="no"} 0
    remote_cluster_usable_from_local_nodes{local_cluster="us",alias="logs",usable="unknown"} 0
    remote_cluster_usable_from_local_nodes{local_cluster="eu",alias="metrics",usable="yes"} 0
    remote_cluster_usable_from_local_nodes{local_cluster="eu",alias="metrics",usable="no"} 0
    remote_cluster_usable_from_local_nodes{local_cluster="eu",alias="metrics",usable="unknown"} 1
    # HELP remote_cluster_connections Connections that the local nodes hold open: nodes in sniff mode, sockets in proxy mode.
    # TYPE remote_cluster_connections gauge
    remote_cluster_connections{local_cluster="eu",alias="archive"} 3
    remote_cluster_connections{local_cluster="eu",alias="orders"} 0
    remote_cluster_connections{local_cluster="us",alias="logs"} 1
    remote_cluster_connections{local_cluster="eu",alias="metrics"} 3
    # HELP remote_cluster_connections_wanted Connections that the local nodes would open at most.
    # TYPE remote_cluster_connections_wanted gauge
    remote_cluster_connections_wanted{local_cluster="eu",alias="archive"} 3
    remote_cluster_connections_wanted{local_cluster="eu",alias="orders"} 3
    remote_cluster_connections_wanted{local_cluster="us",alias="logs"} 3
    remote_cluster_connections_wanted{local_cluster="eu",alias="metrics"} 3
    # HELP remote_cluster_gateways_eligible Remote nodes that may be gateways in sniff mode, where they are known.
    # TYPE remote_cluster_gateways_eligible gauge
    remote_cluster_gateways_eligible{local_cluster="eu",alias="archive"} 3
    remote_cluster_gateways_eligible{local_cluster="us",alias="logs"} 2
    remote_cluster_gateways_eligible{local_cluster="eu",alias="metrics"} 3
    # HELP remote_cluster_gateways_reachable Eligible gateways that the checker can reach at their publish address.
    # TYPE remote_cluster_gateways_reachable gauge
    remote_cluster_gateways_reachable{local_cluster="eu",alias="archive"} 1
    remote_cluster_gateways_reachable{local_cluster="us",alias="logs"} 1
    remote_cluster_gateways_reachable{local_cluster="eu",alias="metrics"} 1
    # HELP remote_cluster_request_duration_seconds How long the slowest real cross-cluster request of the check took that passed.
    # TYPE remote_cluster_request_duration_seconds gauge
    remote_cluster_request_duration_seconds{local_cluster="eu",alias="archive"} 0.012
    remote_cluster_request_duration_seconds{local_cluster="us",alias="logs"} 0.012
    # HELP remote_cluster_probe_step_duration_seconds How long the slowest successful step along the wire took, seen from the checker.
    # TYPE remote_cluster_probe_step_duration_seconds gauge
    remote_cluster_probe_step_duration_seconds{local_cluster="eu",alias="archive",step="dns"} 0
    remote_cluster_probe_step_duration_seconds{local_cluster="eu",alias="archive",step="tcp"} 0.001
    remote_cluster_probe_step_duration_seconds{local_cluster="eu",alias="archive",step="tls"} 0.002
    remote_cluster_probe_step_duration_seconds{local_cluster="eu",alias="archive",step="transport"} 0.003
    remote_cluster_probe_step_duration_seconds{local_cluster="eu",alias="orders",step="dns"} 0
    remote_cluster_probe_step_duration_seconds{local_cluster="us",alias="logs",step="dns"} 0
    remote_cluster_probe_step_duration_seconds{local_cluster="us",alias="logs",step="tcp"} 0.001
    remote_cluster_probe_step_duration_seconds{local_cluster="us",alias="logs",step="tls"} 0.002
    remote_cluster_probe_step_duration_seconds{local_cluster="us",alias="logs",step="transport"} 0.003
    remote_cluster_probe_step_duration_seconds{local_cluster="eu",alias="metrics",step="dns"} 0
    remote_cluster_probe_step_duration_seconds{local_cluster="eu",alias="metrics",step="tcp"} 0.001
    remote_cluster_probe_step_duration_seconds{local_cluster="eu",alias="metrics",step="tls"} 0.002
    remote_cluster_probe_step_duration_seconds{local_cluster="eu",alias="metrics",step="transport"} 0.003
    # HELP remote_cluster_probe_step_failures Addresses at which the step along the wire failed in the last check, seen from the checker.
    # TYPE remote_cluster_probe_step_failures gauge
    remote_cluster_probe_step_failures{local_cluster="eu",alias="archive",step="dns"} 0
    remote_cluster_probe_step_failures{local_cluster="eu",alias="archive",step="tcp"} 0
    remote_cluster_probe_step_failures{local_cluster="eu",alias="archive",step="tls"} 0
    remote_cluster_probe_step_failures{local_cluster="eu",alias="archive",step="transport"} 0
    remote_cluster_probe_step_failures{local_cluster="eu",alias="orders",step="dns"} 0
    remote_cluster_probe_step_failures{local_cluster="eu",alias="orders",step="tcp"} 1
    remote_cluster_probe_step_failures{local_cluster="us",alias="logs",step="dns"} 0
    remote_cluster_probe_step_failures{local_cluster="us",alias="logs",step="tcp"} 1
    remote_cluster_probe_step_failures{local_cluster="us",alias="logs",step="tls"} 0
    remote_cluster_probe_step_failures{local_cluster="us",alias="logs",step="transport"} 0
    remote_cluster_probe_step_failures{local_cluster="eu",alias="metrics",step="dns"} 0
    remote_cluster_probe_step_failures{local_cluster="eu",alias="metrics",step="tcp"} 0
    remote_cluster_probe_step_failures{local_cluster="eu",alias="metrics",step="tls"} 0
    remote_cluster_probe_step_failures{local_cluster="eu",alias="metrics",step="transport"} 0
    # HELP remote_cluster_certificate_expiry_timestamp_seconds When the first certificate expires that was seen on the wire, or in the files of the local or the remote nodes.
    # TYPE remote_cluster_certificate_expiry_timestamp_seconds gauge
    remote_cluster_certificate_expiry_timestamp_seconds{local_cluster="eu",alias="archive",place="wire"} 1830297600
    remote_cluster_certificate_expiry_timestamp_seconds{local_cluster="us",alias="logs",place="wire"} 1796083200
    remote_cluster_certificate_expiry_timestamp_seconds{local_cluster="eu",alias="metrics",place="wire"} 1830297600
    # HELP remote_cluster_api_key_expiry_timestamp_seconds When the first valid cross-cluster API key of the remote cluster expires; which one is in use cannot be seen.
    # TYPE remote_cluster_api_key_expiry_timestamp_seconds gauge
    remote_cluster_api_key_expiry_timestamp_seconds{local_cluster="us",alias="logs"} 1796860800
    # HELP remote_cluster_last_check_timestamp_seconds When the remote cluster was checked last.
    # TYPE remote_cluster_last_check_timestamp_seconds gauge
    remote_cluster_last_check_timestamp_seconds{local_cluster="eu",alias="archive"} 1795478400
    remote_cluster_last_check_timestamp_seconds{local_cluster="eu",alias="orders"} 1795478400
    remote_cluster_last_check_timestamp_seconds{local_cluster="us",alias="logs"} 1795478400
    remote_cluster_last_check_timestamp_seconds{local_cluster="eu",alias="metrics"} 1795478400
    # HELP remote_cluster_check_duration_seconds How long the last check took.
    # TYPE remote_cluster_check_duration_seconds gauge
    remote_cluster_check_duration_seconds{local_cluster="eu",alias="archive"} 0.042
    remote_cluster_check_duration_seconds{local_cluster="eu",alias="orders"} 0.042
    remote_cluster_check_duration_seconds{local_cluster="us",alias="logs"} 0.042
    remote_cluster_check_duration_seconds{local_cluster="eu",alias="metrics"} 0.042
    "
  `);
});

const COMMENT = /^# (HELP|TYPE) remote_cluster_[a-z_]+ .+$/;
const SAMPLE =
  /^remote_cluster_[a-z_]+\{[a-z_]+="([^"\\\n]|\\["\\])*"(,[a-z_]+="([^"\\\n]|\\["\\])*")*\} [0-9]+(\.[0-9]+)?$/;

function linesOf(text: string): string[] {
  expect(text).toMatch(/\n$/);
  return text.trimEnd().split('\n');
}

it('prometheus keeps what clusters are called inside of its labels', () => {
  const lines = linesOf(prometheus(report([hostileResult])));
  expect(lines.filter((line) => !COMMENT.test(line) && !SAMPLE.test(line))).toEqual([]);
  expect(lines.find((line) => line.startsWith('remote_cluster_up{'))).toMatchInlineSnapshot(
    `"remote_cluster_up{local_cluster="<script>alert(1)</script>�[31m|\\"&��",alias="<script>alert(1)</script>�[31m|\\"&��"} 0"`,
  );
});

it('prometheus prints lines that can be read, each series once, whatever remotes are called', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom('\\', '"', '\\"', '\n', '\ud800', 'x'.repeat(250), 'x'.repeat(251)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name), { maxLength: 6 }), (names) => {
      const lines = linesOf(
        prometheus(report(names.map(([cluster, alias]) => ({ ...failingResult, cluster, alias })))),
      );
      expect(lines.filter((line) => !COMMENT.test(line) && !SAMPLE.test(line))).toEqual([]);
      const series = lines
        .filter((line) => SAMPLE.test(line))
        .map((line) => line.slice(0, line.lastIndexOf(' ')));
      expect(new Set(series).size).toBe(series.length);
      expect(lines.every((line) => line.isWellFormed())).toBe(true);
    }),
    { numRuns: 30 },
  );
});

it('prometheus of nothing still names the checker, without a vantage where there is none', () => {
  const { results } = report([]);
  expect(prometheus({ results }).replace(packageJson.version, '<version>')).toMatchInlineSnapshot(`
    "# HELP remote_cluster_checker_info The checker and where it looks from, always 1.
    # TYPE remote_cluster_checker_info gauge
    remote_cluster_checker_info{version="<version>"} 1
    "
  `);
});

const searches = {
  answered: 9,
  skipped: 9,
  nodes: { answered: 1, failed: 0 },
  own: { answered: 0, skipped: 0 },
  failed: {},
  recent: {
    minutes: 60,
    answered: 588,
    skipped: 312,
    failed: { remotes_unavailable: 7, timeout: 2 },
    atLeast: false,
  },
};
const leaseEndsAt = '2026-11-24T12:00:00.000Z' as const;
const replication = {
  followers: 5,
  shards: 9,
  operationsBehind: 42,
  stopped: [],
  stoppedFollowers: 1,
  retryingFollowers: 2,
  pausedFollowers: 3,
  sinceLastReadMs: 61_000,
  autoFollowErrorCount: 4,
  leaseEndsAt,
};

it('METRIC_NAMES are the metrics that are printed', () => {
  const ignored = [{ code: 'single-seed', reason: 'one node', until: '2030-12-31' }];
  const known = { ...healthyResult, searches, replication, ignored };
  const lines = linesOf(prometheus(report([known, degradedResult])));
  const printed = lines.flatMap((line) => /^# TYPE (\S+)/.exec(line)?.slice(1) ?? []);
  expect(printed).toEqual(METRIC_NAMES);
});

it('prometheus says so where skip_unavailable and releases are not known', () => {
  const { skipUnavailable: _skip, ...given } = failingResult;
  expect(prometheus(report([given]))).toContain(
    ',skip_unavailable="unknown",local_version="9.5.3",remote_version="",remote_cluster_uuid=""}',
  );
});

it('prometheus counts no local nodes where a result does not tell of them', () => {
  const { localNodes: _none, ...older } = healthyResult;
  expect(prometheus({ results: [older] })).not.toContain('remote_cluster_usable_from_local_nodes');
});

it('prometheus tells of searches and replication where they are known', () => {
  const text = prometheus({ results: [{ ...healthyResult, searches, replication }] });
  expect(text.match(/^remote_cluster_(recent|follower).*$/gm)).toEqual([
    'remote_cluster_recent_searches{local_cluster="eu",alias="archive",outcome="answered"} 588',
    'remote_cluster_recent_searches{local_cluster="eu",alias="archive",outcome="skipped"} 312',
    'remote_cluster_followers{local_cluster="eu",alias="archive",state="reading"} 2',
    'remote_cluster_followers{local_cluster="eu",alias="archive",state="retrying"} 2',
    'remote_cluster_followers{local_cluster="eu",alias="archive",state="stopped"} 1',
    'remote_cluster_followers{local_cluster="eu",alias="archive",state="paused"} 3',
    'remote_cluster_follower_operations_behind{local_cluster="eu",alias="archive"} 42',
    'remote_cluster_follower_last_read_age_seconds{local_cluster="eu",alias="archive"} 61',
    'remote_cluster_follower_lease_end_timestamp_seconds{local_cluster="eu",alias="archive"} 1795521600',
    'remote_cluster_recent_failed_searches{local_cluster="eu",reason="remotes_unavailable"} 7',
    'remote_cluster_recent_failed_searches{local_cluster="eu",reason="timeout"} 2',
  ]);
  const { searches: _, ...unknown } = healthyResult;
  expect(prometheus({ results: [unknown] })).not.toMatch(/remote_cluster_(recent|follower)/);
});

it('prometheus takes the durations of a later check than the rest of a result', () => {
  const later = { requestMs: 7, stepMs: { tcp: 3 } };
  const text = prometheus({ results: [healthyResult, failingResult] }, (result) =>
    result === healthyResult ? later : undefined,
  );
  expect(text).toContain(
    'remote_cluster_request_duration_seconds{local_cluster="eu",alias="archive"} 0.007',
  );
  const steps = text
    .split('\n')
    .filter(
      (line) =>
        line.startsWith('remote_cluster_probe_step_duration_seconds{') && line.includes('archive'),
    );
  expect(steps).toEqual([
    'remote_cluster_probe_step_duration_seconds{local_cluster="eu",alias="archive",step="tcp"} 0.003',
  ]);
});
