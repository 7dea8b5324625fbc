import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type CheckResult, type Gateway, resultSchema } from '../../lib/result/result.ts';
import type { FailedAnswer } from '../../lib/result/witness.ts';
import { MAX_PACKED_BYTES, packResult, unpackResult } from '../../lib/store/packed.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  hostileResult,
  unknownResult,
} from '../support/results.ts';

/** JSON has no undefined. */
function plain(result: CheckResult): CheckResult {
  return JSON.parse(JSON.stringify(result));
}

/** Text that gzip cannot make smaller than half of it. */
function noise(characters: number): string {
  return randomBytes(characters / 2).toString('hex');
}

function withGateways(count: number, characters: number): CheckResult {
  const gateway: Gateway = {
    name: '',
    version: '9.5.3',
    roles: ['data'],
    eligible: true,
    reason: '',
    reachable: 'yes',
    chosen: true,
  };
  const nodes = Array.from({ length: count }, (_, index) => ({
    ...gateway,
    name: `archive-${index}`,
    reason: noise(characters),
  }));
  return { ...healthyResult, gateways: { source: 'remote-http', nodes } };
}

describe('packResult', () => {
  it.each([
    ['healthy', healthyResult],
    ['failing', failingResult],
    ['degraded', degradedResult],
    ['unknown', unknownResult],
    ['hostile', hostileResult],
  ])('keeps all of a %s result', (_status, result) => {
    expect(unpackResult(packResult(result))).toEqual(plain(result));
  });

  it('keeps all of a large result that fits packed', () => {
    const result = plain(withGateways(200, 1000));
    expect(JSON.stringify(result).length).toBeGreaterThan(200_000);
    expect(unpackResult(packResult(result))).toEqual(result);
  });

  it.each([
    ['many entries', 1000, 1000, 200],
    ['long texts', 200, 20_000, 50],
    ['both', 5000, 200_000 / 100, 50],
  ])('cuts a result with %s until it fits, and says so in it', (_what, count, characters, kept) => {
    const packed = packResult(withGateways(count, characters));
    const result = unpackResult(packed);
    expect(packed.length).toBeLessThanOrEqual(MAX_PACKED_BYTES);
    expect(result.gateways.nodes).toHaveLength(kept);
    expect(result.notSeen['the whole result']?.message).toMatch(
      /^The result was too large to be stored: of each list the first \d+ entries/,
    );
    expect({ ...result, gateways: healthyResult.gateways, notSeen: {} }).toEqual({
      ...plain(healthyResult),
      notSeen: {},
    });
  });

  it('keeps the note when everything is cut as far as it goes', () => {
    const failed: FailedAnswer = {
      kind: 'refused',
      message: noise(4000),
      reasons: [],
      durationMs: 1,
    };
    const notSeen = Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => [`GET http://es-${index}:9200/`, failed]),
    );
    const packed = packResult({ ...withGateways(400, 4000), notSeen }, 1);
    const result = unpackResult(packed);
    expect(Object.keys(result.notSeen)).toHaveLength(4);
    expect(result.gateways.nodes.map(({ reason }) => reason.length)).toEqual([300, 300, 300]);
    expect(result.gateways.nodes[0]?.reason.endsWith('…')).toBe(true);
    expect(packed.length).toBeLessThan(5000);
  });

  it('packs as gzip of JSON', () => {
    expect(
      resultSchema.parse(JSON.parse(gunzipSync(packResult(healthyResult)).toString())),
    ).toEqual(plain(healthyResult));
  });
});

describe('unpackResult', () => {
  it('reads plain JSON', () => {
    expect(unpackResult(JSON.stringify(failingResult))).toEqual(plain(failingResult));
  });

  it.each([
    ['text that is no JSON', 'eu'],
    ['JSON that is no result', '{"cluster":"eu"}'],
    ['bytes that are no gzip', Buffer.from('eu')],
  ])('throws at %s', (_what, packed) => {
    expect(() => unpackResult(packed)).toThrow();
  });
});
