import type { CheckResult } from '../result/result.ts';
import type { ActiveWitness } from '../result/witness.ts';
import { cut } from './cut.ts';
import type { Summary } from './incident.ts';

/** In UTF-16 units. Twenty events of such length stand in one item of the store beside the result. */
const LENGTHS = { title: 120, evidence: 800, meaning: 500, verify: 500, fix: 1200, documentation: 300, vantage: 120 } as const;

/** What a message tells of a result. Long texts are cut; cluster and alias are not, since they name the remote. */
export function summaryOf(result: CheckResult, vantage: string): Summary {
  const { cluster, alias, mode, securityModel, status, skipUnavailable, searches, remoteClusterUuid, checkedAt, cause } = result;
  return {
    cluster,
    alias,
    mode,
    securityModel,
    status,
    severity: cause.severity,
    cause: cause.code,
    title: cut(cause.title, LENGTHS.title),
    evidence: cut(cause.evidence, LENGTHS.evidence),
    meaning: cut(cause.meaning, LENGTHS.meaning),
    verify: cut(cause.verify, LENGTHS.verify),
    fix: cut(cause.fix, LENGTHS.fix),
    documentation: cut(cause.documentation, LENGTHS.documentation),
    vantage: cut(vantage, LENGTHS.vantage),
    skipUnavailable,
    localNodes: localNodesOf(result),
    searches: searches?.recent,
    remoteClusterUuid,
    checkedAt,
  };
}

const FAILED: readonly ActiveWitness['outcome'][] = ['not-connected', 'timed-out'];

/** A node may be asked several times: one failure counts. Nodes whose answer says nothing about the remote were not asked. */
function localNodesOf({ witnesses: { active, passive } }: CheckResult): Summary['localNodes'] {
  const urlsOf = (witnesses: readonly ActiveWitness[]) => new Set(witnesses.map(({ url }) => url));
  const affected = urlsOf(active.filter(({ outcome }) => FAILED.includes(outcome)));
  const asked = urlsOf(active.filter(({ outcome }) => outcome === 'connected' || FAILED.includes(outcome)));
  return { affected: affected.size, asked: asked.size, configured: passive.length };
}
