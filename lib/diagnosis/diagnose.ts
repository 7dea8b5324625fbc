/** From facts to a judgement: pure, no I/O, no clock. */
import type { RegistrationFacts } from '../facts/facts.ts';
import { soonest } from '../result/expiry.ts';
import type { Finding, Severity } from '../result/finding.ts';
import type { Replication } from '../result/replication.ts';
import type { Gateways, Status } from '../result/result.ts';
import type { Searches } from '../result/searches.ts';
import { CATALOGUE, type CauseCode } from './catalogue/catalogue.ts';
import { isBroken, type Seen } from './rule.ts';
import { RULES, SAID_BETTER_BY } from './rules.ts';
import { type Versions, type View, viewOf } from './view.ts';

export interface Diagnosis {
  readonly status: Status;
  /** The one thing to look at first. */
  readonly cause: Finding;
  /** All else that was seen, the worst first. */
  readonly findings: readonly Finding[];
  readonly gateways: Gateways;
  readonly versions: Versions;
  readonly searches: Searches | undefined;
  readonly replication: Replication | undefined;
}

const WEIGHT = { critical: 0, warning: 1, unknown: 2, note: 3, ok: 4 } as const satisfies Record<
  Severity,
  number
>;

export function diagnose(facts: RegistrationFacts): Diagnosis {
  const view = viewOf(facts);
  const seen = withoutRepeats(
    RULES.flatMap(({ code, when }) =>
      [when(view) ?? []].flat().map((one) => finding(code, one, facts)),
    ),
  );
  const status = statusOf(view, seen);
  const cause =
    causeOf(status, seen) ?? finding('healthy', { evidence: healthyEvidence(view) }, facts);
  const findings = seen
    .filter(
      (one) =>
        one !== cause &&
        one.code !== 'reconnected' &&
        !(one.code === 'not-connected' && cause.severity === 'critical'),
    )
    .sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
  return {
    status,
    cause,
    findings,
    gateways: view.gateways,
    versions: view.versions,
    searches: view.searches,
    replication: view.replication,
  };
}

function withoutRepeats(seen: readonly Finding[]): readonly Finding[] {
  const better = new Map(Object.entries(SAID_BETTER_BY));
  const codes = new Set(seen.map(({ code }) => code));
  return seen.filter(({ code }) => better.get(code)?.some((said) => codes.has(said)) !== true);
}

function statusOf(view: View, seen: readonly Finding[]): Status {
  const has = (severity: Severity) => seen.some((one) => one.severity === severity);
  if (view.facts.registration.configuredIn === 'nowhere') return 'failing';
  if (isBroken(view)) return view.verdict === 'mixed' ? 'degraded' : 'failing';
  if (view.verdict !== 'connected' || seen.some(({ code }) => code === 'check-failed'))
    return 'unknown';
  return seen.some(({ code }) => code === 'identity-changed')
    ? 'failing'
    : has('critical') || has('warning')
      ? 'degraded'
      : 'healthy';
}

/** The severities that may be the cause of a status, the one that fits best first. */
const CAUSES_OF = {
  failing: ['critical'],
  degraded: ['critical', 'warning'],
  unknown: ['unknown', 'critical', 'warning'],
  healthy: ['ok'],
} as const satisfies Record<Status, readonly Severity[]>;

function causeOf(status: Status, seen: readonly Finding[]): Finding | undefined {
  for (const severity of CAUSES_OF[status]) {
    const fitting = seen.filter((one) => one.severity === severity);
    const [first] = fitting;
    if (first !== undefined) return first.expires === undefined ? first : soonest(fitting);
  }
  return undefined;
}

function finding(
  code: CauseCode,
  seen: Seen,
  { registration: { cluster, alias } }: RegistrationFacts,
): Finding {
  const { title, severity, meaning, verify, fix, documentation } = CATALOGUE[code];
  const places = {
    cluster,
    alias,
    ...(seen.subject === undefined ? {} : { subject: seen.subject }),
  };
  return {
    code,
    severity: seen.severity ?? severity,
    title,
    evidence: seen.evidence,
    ...(seen.subject === undefined ? {} : { subject: seen.subject }),
    ...(seen.expires === undefined ? {} : { expires: seen.expires }),
    meaning,
    verify: verify(places),
    fix: fix(places),
    documentation,
  };
}

function healthyEvidence({ facts: { active }, versions }: View): string {
  const through = active
    .map(({ node, durationMs }) => `${node} (${Math.round(durationMs)} ms)`)
    .join(', ');
  return `A cross-cluster request passes through ${through}${versions.remote.length > 0 ? `; the remote runs ${versions.remote.join(', ')}` : ''}`;
}
