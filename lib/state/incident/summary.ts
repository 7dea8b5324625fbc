import { type Instant, instantOf } from '../../instant.ts';
import { expiringIn, soonest } from '../../result/expiry.ts';
import type { CheckResult } from '../../result/result.ts';
import type { ActiveWitness } from '../../result/witness.ts';
import { cut } from './about.ts';
import { CANARY_ALIAS, type Summary } from './incident.ts';
import { replicationHasStopped, severityOf } from './severity.ts';
import { shortSteps } from './shortSteps.ts';

/** In UTF-16 units, steps as JSON. One item of the store holds twenty events of this size beside the result. */
const LENGTHS = {
  title: 120,
  evidence: 800,
  unexplained: 600,
  meaning: 500,
  verify: 600,
  fix: 1500,
  documentation: 300,
  vantage: 120,
} as const;

/**
 * Summary of a result for messages. Limits long texts, but not cluster and alias, because they
 * identify the remote.
 */
export function summaryOf(result: CheckResult, vantage: string): Summary {
  const {
    cluster,
    alias,
    mode,
    securityModel,
    status,
    skipUnavailable,
    searches,
    remoteClusterUuid,
    checkedAt,
    cause,
  } = result;
  const localNodes = localNodesOf(result);
  return {
    cluster,
    alias,
    mode,
    securityModel,
    status,
    severity: severityOf(result, localNodes),
    cause: cause.code,
    title: cut(cause.title, LENGTHS.title),
    evidence: cut(cause.evidence, LENGTHS.evidence),
    unexplained: linesOf(result.unexplained),
    meaning: cut(cause.meaning, LENGTHS.meaning),
    verify: shortSteps(cause.verify, LENGTHS.verify),
    fix: shortSteps(cause.fix, LENGTHS.fix),
    documentation: cut(cause.documentation, LENGTHS.documentation),
    vantage: cut(vantage, LENGTHS.vantage),
    skipUnavailable,
    localNodes,
    searches: searches?.recent,
    remoteClusterUuid,
    expiring: expiringOf(result),
    upgrading: result.findings.some(({ code }) => code === 'upgrading'),
    replicationStopped: replicationHasStopped(result),
    silent: silentIn(result),
    checkedAt,
  };
}

/** As many lines as fit. The first one always stands, cut if need be. */
function linesOf(unexplained: readonly string[] = []): string | undefined {
  const [first, ...others] = unexplained;
  if (first === undefined) return undefined;
  const lines = [cut(first, LENGTHS.unexplained)];
  let left = LENGTHS.unexplained - first.length;
  for (const line of others) {
    left -= line.length + 1;
    if (left < 0) break;
    lines.push(line);
  }
  const more = unexplained.length - lines.length;
  return [...lines, ...(more === 0 ? [] : [`${more} more: see the details of the remote`])].join(
    '\n',
  );
}

const SILENT_AT_MOST = 16;

/** What stays the same while the verdict alternates; undefined if nothing is silent. */
function silentIn({ cause, findings }: CheckResult): Summary['silent'] {
  const subjects = [cause, ...findings]
    .filter(({ code }) => code === 'gateway-silent' || code === 'half-open')
    .flatMap(({ code, subject }) => (subject === undefined ? [code] : subject.split(', ')));
  const names = [...new Set(subjects)].slice(0, SILENT_AT_MOST);
  return names.length === 0 ? undefined : names.map((name) => cut(name, LENGTHS.title));
}

function expiringOf(result: CheckResult): Summary['expiring'] {
  const first = soonest(expiringIn(result));
  if (first === undefined) return undefined;
  const { subject, evidence, expires } = first;
  const isCause = first === result.cause;
  return {
    what: cut(`${subject} ${expires.at}`, LENGTHS.title),
    stepDays: expires.stepDays,
    isCause,
    evidence: cut(evidence, LENGTHS.title * 2),
  };
}

const FAILED: readonly ActiveWitness['outcome'][] = ['not-connected', 'timed-out'];

/**
 * The checker may ask a node several times: one failure counts. Nodes whose answer contains nothing
 * about the remote do not count as asked.
 */
function localNodesOf({
  witnesses: { active, repeated, passive },
}: CheckResult): NonNullable<Summary['localNodes']> {
  const urlsOf = (witnesses: readonly ActiveWitness[]) => new Set(witnesses.map(({ url }) => url));
  const asks = [...active, ...repeated];
  const affected = urlsOf(asks.filter(({ outcome }) => FAILED.includes(outcome)));
  const asked = urlsOf(
    asks.filter(({ outcome }) => outcome === 'connected' || FAILED.includes(outcome)),
  );
  return { affected: affected.size, asked: asked.size, configured: passive.length };
}

interface Named {
  readonly cluster: string;
  readonly alias: string;
}

const GONE = {
  title: 'It is not registered, or not checked, any more',
  severity: 'ok',
  status: 'unknown',
  cause: 'registration-removed',
} as const;
const NO_TEXTS = { evidence: '', meaning: '', documentation: '' } as const;

/** Summary for a remote that is no longer checked and therefore has no known state. */
export function removedSummary({ cluster, alias }: Named, now: Date): Summary {
  const unknown = {
    mode: 'unknown',
    securityModel: 'unknown',
    vantage: '',
    upgrading: false,
    replicationStopped: false,
  };
  const texts = { ...NO_TEXTS, verify: [], fix: [] };
  return { ...unknown, ...GONE, ...texts, cluster, alias, checkedAt: instantOf(now) };
}

/**
 * A canary failure, reported as an incident of the checker during the check of one local cluster.
 */
export interface CanaryFinding {
  readonly status: 'healthy' | 'failing';
  readonly cause: Pick<
    CheckResult['cause'],
    'code' | 'title' | 'evidence' | 'meaning' | 'verify' | 'fix' | 'documentation'
  >;
  readonly checkedAt: Instant;
}

export function canarySummary(
  cluster: string,
  { status, cause, checkedAt }: CanaryFinding,
  vantage: string,
): Summary {
  const { code, title, evidence, meaning, verify, fix, documentation } = cause;
  return {
    cluster,
    alias: CANARY_ALIAS,
    mode: 'none',
    securityModel: 'none',
    status,
    severity: status === 'healthy' ? 'ok' : 'critical',
    cause: code,
    title,
    evidence: cut(evidence, LENGTHS.evidence),
    meaning,
    verify: [...verify],
    fix: [...fix],
    documentation,
    vantage: cut(vantage, LENGTHS.vantage),
    upgrading: false,
    replicationStopped: false,
    checkedAt,
  };
}
