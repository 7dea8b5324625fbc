import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../../lib/facts/facts.ts';
import {
  active,
  broken,
  deadEndpoint,
  failedTransport,
  passive,
  probe,
  refusedActive,
  registration,
} from '../../support/facts.ts';

function advice(given: RegistrationFacts): string | undefined {
  return diagnose(given).findings.find(({ code }) => code === 'restart-unsafe')?.evidence;
}

const silent = [probe(undefined, { endpoints: [failedTransport('timed-out')] })];
const OF_CLUSTER = { alias: 'crm', configuredIn: 'cluster-settings' } as const;
const OF_NODES = { alias: 'logs', configuredIn: 'node-settings' } as const;

describe('diagnose advises against a restart', () => {
  it.each([
    ['a peer is silent', { network: silent }],
    [
      'packets are dropped',
      { network: [probe(undefined, { endpoints: [deadEndpoint('timed-out')] })] },
    ],
    [
      'connections are half open',
      { passive: [passive()], active: [active({ outcome: 'timed-out' })] },
    ],
  ] as const)('where %s', (_what, given) => {
    expect(advice(broken(given))).toBe(
      'archive gives no answer: each node of eu that starts waits 10 s for archive of the cluster settings, before it has its shards',
    );
  });

  it.each([
    [
      'several remotes one after the other',
      'cluster-settings',
      [OF_CLUSTER],
      '20 s for archive, crm of the cluster settings, one after the other',
    ],
    [
      'those of elasticsearch.yml together',
      'node-settings',
      [OF_NODES],
      'up to cluster.remote.initial_connect_timeout (30 s by default) for archive, logs of its elasticsearch.yml',
    ],
    [
      'both after each other',
      'cluster-settings',
      [OF_NODES],
      'up to cluster.remote.initial_connect_timeout (30 s by default) for logs of its elasticsearch.yml, and 10 s for archive of the cluster settings',
    ],
  ] as const)('since nodes wait for %s', (_what, configuredIn, othersHanging, waits) => {
    const given = broken({
      registration: registration({ configuredIn }),
      network: silent,
      othersHanging,
    });
    const names = ['archive', ...othersHanging.map(({ alias }) => alias)].join(', ');
    expect(advice(given)).toBe(
      `${names} give no answer: each node of eu that starts waits ${waits}, before it has its shards`,
    );
  });

  it.each([
    [
      'a remote that refuses is given up at once',
      broken({ network: [probe(undefined, { endpoints: [deadEndpoint()] })] }),
    ],
    [
      'some nodes can use the remote',
      broken({ network: silent, active: [refusedActive(), active({ node: 'local-2' })] }),
    ],
    ['only one of two seeds is silent', broken({ network: [...silent, probe('10.0.0.2:9300')] })],
  ])('but not where %s', (_what, given) => {
    expect(advice(given)).toBeUndefined();
  });

  it('naming ten remotes at most, and how many more there are', () => {
    const others = Array.from(
      { length: 11 },
      (_, index) => ({ alias: `b${index}`, configuredIn: 'cluster-settings' }) as const,
    );
    expect(advice(broken({ network: silent, othersHanging: others }))).toMatch(
      /^archive, b0, b1, .*, b8, and 2 more give no answer: .* waits 120 s for archive, b0, .*, and 2 more of the cluster settings/,
    );
  });
});
