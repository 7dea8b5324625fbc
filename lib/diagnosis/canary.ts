/** What the canaries say about the checker's own network. */
import type { CanaryFacts } from '../facts/clusterFacts.ts';
import type { Finding } from '../result/finding.ts';
import { CATALOGUE, type CauseCode } from './catalogue/catalogue.ts';

export interface CanaryAnswer {
  readonly status: 'healthy' | 'failing';
  readonly cause: Finding;
  readonly checkedAt: string;
}

export function judgeCanary({ cluster, problems, askedAt }: CanaryFacts): CanaryAnswer {
  const checkedAt = askedAt.toISOString();
  if (problems.length > 0) {
    const cause = finding('checker-network-lost', problems.join('; '), cluster);
    return { status: 'failing', cause, checkedAt };
  }
  const healthy = finding('healthy', 'Its canaries answer', cluster);
  const cause = { ...healthy, title: 'The checker has its own network' };
  return { status: 'healthy', cause, checkedAt };
}

function finding(code: CauseCode, evidence: string, cluster: string): Finding {
  const { verify, fix, ...entry } = CATALOGUE[code];
  const places = { cluster, alias: '' };
  return { code, ...entry, evidence, verify: verify(places), fix: fix(places) };
}
