/** Causes that the registry says do not count for a while: shown, with the reason, as notes. */
import type { Finding, Severity } from '../result/finding.ts';
import type { CheckResult, Status } from '../result/result.ts';

export interface IgnoredCause {
  readonly code: string;
  readonly reason: string;
  /** Last day, UTC: `2030-12-31`. */
  readonly until: string;
}

/** The result without what is ignored today; the same if nothing of it is found. */
export function withoutIgnored(
  result: CheckResult,
  ignores: readonly IgnoredCause[],
  now: Date,
): CheckResult {
  const today = now.toISOString().slice(0, 10);
  const found = [result.cause, ...result.findings];
  const applied = ignores.filter(
    ({ code, until }) => until >= today && found.some((finding) => finding.code === code),
  );
  if (applied.length === 0) return result;
  const byCode = new Map(applied.map((ignore) => [ignore.code, ignore]));
  const isIgnored = ({ code }: Finding) => byCode.has(code);
  const counting = found.filter((finding) => !isIgnored(finding));
  const notes = found.filter(isIgnored).map((finding) => asNote(finding, byCode));
  const common = { ...result, ignored: [...applied] };
  if (!isIgnored(result.cause)) return { ...common, findings: [...counting.slice(1), ...notes] };
  const status = statusOf(result.status, counting);
  const [first, ...others] = worstFirst(counting);
  const isCause = status !== 'healthy' && first !== undefined;
  const [note, ...otherNotes] = notes as [Finding, ...Finding[]];
  return isCause
    ? { ...common, status, cause: first, findings: [...others, ...notes] }
    : { ...common, status, cause: note, findings: [...worstFirst(counting), ...otherNotes] };
}

function asNote(finding: Finding, byCode: ReadonlyMap<string, IgnoredCause>): Finding {
  const { reason, until } = byCode.get(finding.code) as IgnoredCause;
  return {
    ...finding,
    severity: 'note',
    evidence: `Ignored until ${until} (${reason}): ${finding.evidence}`,
  };
}

const WEIGHT = { critical: 0, warning: 1, unknown: 2, note: 3, ok: 4 } as const satisfies Record<
  Severity,
  number
>;

function worstFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
}

/** Another critical finding leaves the status as it is. */
function statusOf(before: Status, counting: readonly Finding[]): Status {
  const has = (severity: Severity) => counting.some((finding) => finding.severity === severity);
  if (has('critical')) return before;
  if (before === 'unknown' || has('unknown')) return 'unknown';
  return has('warning') ? 'degraded' : 'healthy';
}
