import { describe, expect, it } from 'vitest';
import { summarySchema } from '../../../lib/state/incident/incident.ts';
import { summaryOf } from '../../../lib/state/incident/summary.ts';
import { active, broken, facts, passive, refusedActive } from '../../support/facts.ts';
import {
  failingResult,
  HOSTILE,
  healthyResult,
  hostileResult,
  result,
} from '../../support/results.ts';

describe('summaryOf', () => {
  it('contains all parts of a message', () => {
    const { documentation, fix, meaning, verify, ...rest } = summaryOf(
      failingResult,
      'lambda in vpc-1',
    );
    expect(rest).toEqual({
      alias: 'orders',
      cause: 'connection-refused',
      checkedAt: '2026-11-24T00:00:00.000Z',
      cluster: 'eu',
      unexplained: 'cluster statistics: the answer was refused',
      evidence: failingResult.cause.evidence,
      localNodes: { affected: 1, asked: 1, configured: 1 },
      mode: 'sniff',
      remoteClusterUuid: undefined,
      replicationStopped: false,
      searches: undefined,
      securityModel: 'certificate',
      severity: 'error',
      skipUnavailable: true,
      status: 'failing',
      title: 'The remote refuses connections',
      upgrading: false,
      vantage: 'lambda in vpc-1',
    });
    expect({ documentation, fix, meaning, verify }).toEqual({
      documentation: failingResult.cause.documentation,
      fix: failingResult.cause.fix,
      meaning: failingResult.cause.meaning,
      verify: failingResult.cause.verify,
    });
  });

  it('carries the identity of the remote, by which incidents can be grouped', () => {
    expect(summaryOf(healthyResult, 'here').remoteClusterUuid).toBe('archive-uuid');
  });

  it('reports the recent skipped searches', () => {
    const recent = { minutes: 60, answered: 588, skipped: 312, failed: {}, atLeast: false };
    const searches = {
      answered: 1000,
      skipped: 400,
      nodes: { answered: 1, failed: 0 },
      own: { answered: 0, skipped: 0 },
      failed: {},
      recent,
    };
    const summary = summaryOf({ ...failingResult, searches }, 'here');
    expect(summary.searches).toEqual(recent);
    expect(summarySchema.parse(JSON.parse(JSON.stringify(summary))).searches).toEqual(recent);
  });

  it('says that a cluster is being upgraded, and that replication has stopped', () => {
    const { upgrading, replicationStopped } = summaryOf(
      {
        ...failingResult,
        findings: ['upgrading', 'replication-stopped'].map((code) => ({
          ...failingResult.cause,
          code,
        })),
      },
      'here',
    );
    expect({ upgrading, replicationStopped }).toEqual({
      upgrading: true,
      replicationStopped: true,
    });
  });

  it('counts local nodes that cannot reach the remote, each once', () => {
    const [one, two, three] = [
      'https://local-1:9200',
      'https://local-2:9200',
      'https://local-3:9200',
    ] as const;
    const witnesses = {
      passive: [one, two, three, 'https://local-4:9200'].map((url) => passive({ url })),
      active: [
        active({ url: one }),
        { ...refusedActive(), url: two },
        active({ url: two, api: 'search', outcome: 'timed-out' }),
        active({ url: three, outcome: 'not-authorized' }),
      ],
    };
    expect(summaryOf(result(facts(witnesses)), 'here').localNodes).toEqual({
      affected: 1,
      asked: 2,
      configured: 4,
    });
  });

  it('keeps names unchanged, because they identify the remote', () => {
    const { cluster, alias } = summaryOf(hostileResult, 'here');
    expect({ cluster, alias }).toEqual({ cluster: HOSTILE, alias: HOSTILE });
  });

  it('cuts texts, so that twenty events fit into one item of the store', () => {
    const long = '…'.repeat(5000);
    const step = { kind: 'text' as const, text: long };
    const { cause, ...rest } = result(broken());
    const texts = {
      title: long,
      evidence: long,
      meaning: long,
      verify: [step],
      fix: [step],
      documentation: long,
    };
    const summary = summaryOf({ ...rest, cause: { ...cause, ...texts } }, long);
    expect(summary.evidence).toHaveLength(800);
    expect(20 * Buffer.byteLength(JSON.stringify(summary))).toBeLessThan(250_000);
  });

  it.each([healthyResult, failingResult, hostileResult])('matches the schema', (given) => {
    const summary = summaryOf(given, 'here');
    expect(summarySchema.parse(JSON.parse(JSON.stringify(summary)))).toEqual(
      JSON.parse(JSON.stringify(summary)),
    );
  });
});
