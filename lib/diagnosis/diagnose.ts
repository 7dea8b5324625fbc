/** From facts to a judgement: pure, no I/O, no clock. */
import type { RegistrationFacts } from '../facts/facts.ts';
import { soonest } from '../result/expiry.ts';
import type { Finding, Severity } from '../result/finding.ts';
import type { Replication } from '../result/replication.ts';
import type { Gateways, Status } from '../result/result.ts';
import type { Searches } from '../result/searches.ts';
import { findingOf } from './causes.ts';
import { RANKED_RULES, SAID_BETTER_BY } from './order.ts';
import { settingOf } from './setting.ts';
import { unexplainedOf } from './unexplained.ts';
import { isBroken, type Versions, type View, viewOf } from './view.ts';

export interface Diagnosis {
  readonly status: Status;
  /** The one thing to look at first. */
  readonly cause: Finding;
  /** Everything else, the worst first. */
  readonly findings: readonly Finding[];
  /** What failed and stands in no evidence above, verbatim. */
  readonly unexplained: readonly string[];
  readonly gateways: Gateways;
  readonly versions: Versions;
  readonly searches: Searches | undefined;
  readonly replication: Replication | undefined;
}

const WEIGHT = { critical: 0, warning: 1, unknown: 2, note: 3, ok: 4 } as const satisfies Record<
  Severity,
  number
>;

/** `view` is what `viewOf` made of the facts, if the caller needed it before. */
export function diagnose(facts: RegistrationFacts, view: View = viewOf(facts)): Diagnosis {
  const setting = settingOf(facts);
  const matched = RANKED_RULES.flatMap(({ code, when }) =>
    [when(view) ?? []].flat().map((match) => findingOf(code, match, setting)),
  );
  const all = withoutRepeats(matched);
  const status = statusOf(view, all);
  const cause =
    causeOf(status, all) ?? findingOf('healthy', { evidence: healthyEvidence(view) }, setting);
  const { gateways, versions, searches, replication } = view;
  const findings = besides(cause, all);
  return {
    status,
    cause,
    findings,
    unexplained: unexplainedOf(view, [cause, ...findings]),
    gateways,
    versions,
    searches,
    replication,
  };
}

function withoutRepeats(all: readonly Finding[]): readonly Finding[] {
  const better = new Map(Object.entries(SAID_BETTER_BY));
  const codes = new Set(all.map(({ code }) => code));
  return all.filter(({ code }) => better.get(code)?.some((said) => codes.has(said)) !== true);
}

/** A named cause leaves nothing unexplained. */
function besides(cause: Finding, all: readonly Finding[]): Finding[] {
  const isNamed = cause.severity === 'critical';
  return all
    .filter((one) => one !== cause && one.code !== 'reconnected')
    .filter(({ code }) => !(code === 'not-connected' && isNamed))
    .sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
}

function statusOf(view: View, all: readonly Finding[]): Status {
  const has = (severity: Severity) => all.some((one) => one.severity === severity);
  if (view.facts.registration.configuredIn === 'nowhere') return 'failing';
  if (isBroken(view)) return view.verdict === 'mixed' ? 'degraded' : 'failing';
  const isJudged = !all.some(({ code }) => code === 'check-failed');
  if (view.verdict !== 'connected' || !isJudged) return 'unknown';
  if (all.some(({ code }) => code === 'identity-changed')) return 'failing';
  return has('critical') || has('warning') ? 'degraded' : 'healthy';
}

/** The severities that may be the cause of a status, the best first. */
const CAUSES_OF = {
  failing: ['critical'],
  degraded: ['critical', 'warning'],
  unknown: ['unknown', 'critical', 'warning'],
  healthy: ['ok'],
} as const satisfies Record<Status, readonly Severity[]>;

function causeOf(status: Status, all: readonly Finding[]): Finding | undefined {
  for (const severity of CAUSES_OF[status]) {
    const fitting = all.filter((one) => one.severity === severity);
    const [first] = fitting;
    if (first !== undefined) return first.expires === undefined ? first : soonest(fitting);
  }
  return undefined;
}

function largeOf(large: RegistrationFacts['large']): string {
  if (large?.outcome === 'passed') return '';
  return `; large answers: not measured${large?.why === undefined ? '' : ` (${large.why})`}`;
}

function healthyEvidence({ facts: { active, large }, versions: { remote } }: View): string {
  const through = active
    .map(({ node, durationMs }) => `${node} (${Math.round(durationMs)} ms)`)
    .join(', ');
  const runs = remote.length > 0 ? `; the remote runs ${remote.join(', ')}` : '';
  return `A cross-cluster request passes through ${through}${runs}${largeOf(large)}`;
}
