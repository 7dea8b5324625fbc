/** What the canaries say about the checker's own network. */
import type { CanaryFacts } from '../facts/clusterFacts.ts';
import { type Instant, instantOf } from '../instant.ts';
import type { Finding } from '../result/finding.ts';
import { findingOf } from './causes.ts';

export interface CanaryAnswer {
  readonly status: 'healthy' | 'failing';
  readonly cause: Finding;
  readonly checkedAt: Instant;
}

export function judgeCanary({ cluster, problems, askedAt: now }: CanaryFacts): CanaryAnswer {
  const setting = { cluster, alias: '', mode: 'unknown', now } as const;
  const checkedAt = instantOf(now);
  if (problems.length > 0) {
    const cause = findingOf('checker-network-lost', { evidence: problems.join('; ') }, setting);
    return { status: 'failing', cause, checkedAt };
  }
  const healthy = findingOf('healthy', { evidence: 'Its canaries answer' }, setting);
  const cause = { ...healthy, title: 'The checker has its own network' };
  return { status: 'healthy', cause, checkedAt };
}
