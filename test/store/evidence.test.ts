import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type CheckResult, type Gateway, resultSchema } from '../../lib/result/result.ts';
import {
  contentOf,
  evidenceFrom,
  isDue,
  MAX_EVIDENCE_BYTES,
  packResult,
  putEvidence,
} from '../../lib/store/evidence.ts';
import { evidenceKey } from '../../lib/store/keys.ts';
import { pack, packedBytes } from '../../lib/store/packing.ts';
import { sqliteTable } from '../../lib/store/sqlite.ts';
import { testStore } from '../support/store.ts';
import { failing, healthy, minute } from './stored.ts';

const { access, problems, table } = testStore(sqliteTable(':memory:'));
const key = evidenceKey({ cluster: 'eu', alias: 'a' });
const read = (body: string | Uint8Array) => evidenceFrom(access, { ...key, rank: 1, body });
const result = healthy('a');
const withCause = (cause: Partial<CheckResult['cause']>) => ({
  ...result,
  cause: { ...result.cause, ...cause },
});

describe('contentOf', () => {
  it.each([
    ['another time and duration', { ...result, checkedAt: minute(99), durationMs: 9999 }],
    [
      'lists in another order',
      { ...result, seeds: result.seeds.toReversed(), findings: result.findings.toReversed() },
    ],
  ])('is the same with %s', (_what, other) => {
    expect(contentOf(other)).toBe(contentOf(result));
  });

  it.each([
    ['asked through es-1 (12 ms)', 'asked through es-1 (1.204 ms)'],
    ['nobody searched it in the last minute', 'nobody searched it in the last 17 minutes'],
    [
      '3 of 40 searches in the last hour left it out',
      '12 of 1,200 searches in the last 59 minutes left it out',
    ],
    ['retries, 1 operation behind', 'retries, 3 operations behind'],
    ['no answer in 5 s', 'no answer in 5.2 s'],
  ])('is the same for the texts %j and %j', (one, other) => {
    expect(contentOf(withCause({ evidence: one }))).toBe(contentOf(withCause({ evidence: other })));
  });

  it.each([
    ['cause', withCause({ code: 'other' })],
    ['address', { ...result, seeds: ['10.0.0.9:9300'] }],
    ['evidence', withCause({ evidence: 'expires in 11 days' })],
    ['finding', { ...result, findings: [result.cause] }],
    ['remote cluster', { ...result, remoteClusterUuid: 'another' }],
  ])('is another with another %s', (_what, other) => {
    expect(contentOf(other)).not.toBe(contentOf(result));
  });
});

describe('isDue', () => {
  const written = { content: 'x', run: minute(0) };

  it('is true without evidence, with another content, and once an hour', () => {
    expect(isDue({}, result, written)).toBe(true);
    expect(isDue({ evidence: written }, result, { ...written, content: 'y' })).toBe(true);
    const due = Array.from({ length: 120 }, (_, index) =>
      isDue({ evidence: written }, result, { ...written, run: minute(index) }),
    );
    expect(due.filter((is) => !is).length).toBeGreaterThan(0);
    expect(due.slice(60)).not.toContain(false);
  });
});

describe('evidence', () => {
  it('is read as it was written, and gives way to that of a later run only', async () => {
    const put = (given: CheckResult, runMinute: number) =>
      putEvidence(access, given, { run: minute(runMinute), now: new Date(minute(runMinute)) });
    await put(result, 2);
    await put(failing('a'), 1);
    await put(failing('a'), 2);
    const row = await table.get(key);
    expect(row && evidenceFrom(access, row)).toEqual(
      resultSchema.parse(JSON.parse(JSON.stringify(result))),
    );
    await put(failing('a'), 3);
    await table.put({ ...key, rank: Date.parse(minute(5)), body: '{}' });
    await put(result, 4);
    expect((await table.get(key))?.body).toBe('{}');
    await put(failing('a'), 6);
    const later = await table.get(key);
    expect(later && evidenceFrom(access, later)?.status).toBe('failing');
  });

  it('keeps a hundredth of a millisecond', async () => {
    expect(read(pack({ ...result, durationMs: 1.23456 }))?.durationMs).toBe(1.23);
  });

  it('is read without the parts that cannot be read, which are named', async () => {
    const [cause] = [result.cause];
    const odd = {
      ...result,
      mood: 'new',
      findings: [cause, { ...cause, severity: 'awful', title: 1 }, cause],
      licenses: {
        remote: {
          uid: 'u',
          type: 'enterprise',
          status: 'active',
          expiresAt: '+275760-09-13T00:00:00.000Z',
        },
      },
    };
    problems.length = 0;
    const seen = read(pack(odd));
    expect(seen?.findings.length).toBe(2);
    expect(seen?.notSeen['the whole result']?.message).toMatch(
      /^These parts of the stored result could not be read: .*findings\.1.*$/,
    );
    expect(seen?.notSeen['the whole result']?.message).toContain('mood');
    expect(problems).toEqual([]);
  });

  it.each([
    ['other bytes', new Uint8Array([1, 2])],
    ['other JSON', '[]'],
    ['a number', '1'],
    ['hardly any of its parts', '{"cluster":"eu"}'],
  ])('of %s is reported and missing', async (_what, body) => {
    problems.length = 0;
    expect(read(body)).toBeUndefined();
    expect(problems).toEqual([
      expect.stringMatching(
        /^Stored row CLUSTER#eu EVIDENCE#a is damaged: .+; the next changed result/,
      ),
    ]);
  });

  it('that is too large loses the ends of lists and texts, which is said in it and reported', async () => {
    const reason = () => randomBytes(1000).toString('hex');
    const gateway: Gateway = {
      name: 'n',
      version: '9.5.3',
      roles: [],
      eligible: true,
      reason: '',
      reachable: 'yes',
      chosen: true,
    };
    const nodes = Array.from({ length: 2000 }, () => ({ ...gateway, reason: reason() }));
    const huge: CheckResult = {
      ...result,
      alias: 'huge',
      gateways: { source: 'remote-http', nodes },
    };
    problems.length = 0;
    await putEvidence(access, huge, { run: minute(1), now: new Date(minute(1)) });
    expect(problems).toEqual([
      expect.stringContaining(
        'EVIDENCE#huge is damaged: the result is too large; of each list the first 200',
      ),
    ]);
    const row = await table.get(evidenceKey(huge));
    const stored = row && evidenceFrom(access, row);
    expect(stored?.gateways.nodes).toHaveLength(200);
    expect(stored?.notSeen['the whole result']?.message).toContain(
      'of each list the first 200 entries are kept',
    );
    expect(packedBytes(row?.body ?? '')).toBeLessThan(MAX_EVIDENCE_BYTES);
  });

  it('is cut as far as it must be', () => {
    const whole = packedBytes(packResult(result).body);
    expect(packResult(result, whole)).not.toHaveProperty('cut');
    expect(packResult(result, 10).cut).toContain('of each list the first 3 entries');
  });
});
