/** Findings about things that expire. */
import type { Finding } from './finding.ts';

export interface ExpiringFinding extends Finding {
  readonly expires: NonNullable<Finding['expires']>;
}

function isExpiring(finding: Finding): finding is ExpiringFinding {
  return finding.expires !== undefined;
}

/** Those that are more than a note: what is to end is nobody's trouble. */
export function expiringIn({ cause, findings }: { readonly cause: Finding; readonly findings: readonly Finding[] }): ExpiringFinding[] {
  return [cause, ...findings].filter(isExpiring).filter(({ severity }) => severity !== 'note');
}

/** What expires first. */
export function soonest(findings: readonly Finding[]): ExpiringFinding | undefined {
  const order = ({ expires, subject }: ExpiringFinding) => `${expires.at} ${subject}`;
  return findings.filter(isExpiring).toSorted((a, b) => order(a).localeCompare(order(b)))[0];
}
