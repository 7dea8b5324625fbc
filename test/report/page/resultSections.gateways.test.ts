import { describe, expect, it } from 'vitest';
import { gatewayTable } from '../../../lib/report/page/resultSections.ts';
import type { Gateway, Gateways } from '../../../lib/result/result.ts';
import { sniffWitness } from '../../support/facts.ts';
import { HOSTILE, healthyResult } from '../../support/results.ts';
import { plain } from './plain.ts';

function node(name: string, overrides: Partial<Gateway> = {}): Gateway {
  return {
    name,
    version: '9.5.3',
    roles: ['data'],
    publishAddress: `${name}:9300`,
    eligible: true,
    chosen: false,
    reason: 'fits',
    reachable: 'yes',
    ...overrides,
  };
}

const table = (nodes: Gateway[], source: Gateways['source'] = 'remote-http') =>
  gatewayTable({ ...healthyResult, gateways: { ...healthyResult.gateways, source, nodes } });

describe('gatewayTable', () => {
  it('lists gateways that cannot be reached first, and last what is no gateway', () => {
    const { publishAddress: _, ...nowhere } = node('m', {
      eligible: false,
      reason: 'dedicated master',
      reachable: 'unknown',
    });
    const nodes = [
      nowhere,
      node('b'),
      node('a', { chosen: true }),
      node('c', { reachable: 'unknown' }),
      node('d', { reachable: 'no' }),
    ];
    expect(plain(table(nodes))).toMatchInlineSnapshot(
      `"Listed by the HTTP port of the remote. Nodes of archive Node Address Gateway Reachable Version Roles Why d d:9300 eligible no 9.5.3 data fits c c:9300 eligible unknown 9.5.3 data fits a a:9300 eligible, chosen yes 9.5.3 data fits b b:9300 eligible yes 9.5.3 data fits m none not eligible unknown 9.5.3 data dedicated master"`,
    );
  });

  it.each([
    [
      'transport',
      sniffWitness({ seed: 'a:9443', as: 'api-key', durationMs: 11.6 }),
      'Listed in 12 ms by the seed a:9443 (archive-1), as it lists them to a local node, asked with the API key of the checker.',
    ],
    [
      'both',
      sniffWitness({ seed: 'a:9300', as: 'node', durationMs: 8, node: undefined }),
      'Listed in 8 ms by the seed a:9300, as it lists them to a local node, asked as a node; the HTTP port of the remote lists them too.',
    ],
  ] as const)('names the seed whose list it is: %s', (source, witness, line) => {
    const { gateways, witnesses } = healthyResult;
    const asked = { ...gateways, source, seed: witness.seed, nodes: [] };
    const others = sniffWitness({ seed: 'other:9300' });
    expect(
      plain(
        gatewayTable({
          ...healthyResult,
          gateways: asked,
          witnesses: { ...witnesses, sniff: [others, witness] },
        }),
      ),
    ).toContain(line);
  });

  it('names a seed that listed them where a local node gets on with none', () => {
    const { gateways, witnesses } = healthyResult;
    const sniff = [
      sniffWitness({ seed: 'a:9443', outcome: 'refused' }),
      sniffWitness({ seed: 'b:9443', durationMs: 5 }),
    ];
    const { seed: _, ...unreachable } = gateways;
    const result = {
      ...healthyResult,
      gateways: { ...unreachable, source: 'transport' as const },
      witnesses: { ...witnesses, sniff },
    };
    expect(plain(gatewayTable(result))).toContain('Listed in 5 ms by the seed b:9443 (archive-1)');
  });

  it('says how many it leaves out', () => {
    expect(plain(table(Array.from({ length: 53 }, (_, index) => node(`n${index}`))))).toContain(
      '3 more nodes are left out.',
    );
  });

  it('says what to configure where the nodes are not known', () => {
    const gateways = { source: 'not-known', hint: 'Give <urls>', nodes: [] } as const;
    expect(
      String(gatewayTable({ ...healthyResult, gateways: { ...gateways, nodes: [] } })),
    ).toContain('Give &lt;urls&gt;');
    expect(plain(table([], 'not-known'))).toBe('The gateway nodes are not known');
  });

  it('is absent in proxy mode', () => {
    expect(table([], 'not-applicable')).toBeUndefined();
  });

  it('escapes what nodes call themselves', () => {
    const hostile = String(
      table([
        node(HOSTILE, {
          version: HOSTILE,
          roles: [HOSTILE],
          publishAddress: HOSTILE,
          reason: HOSTILE,
        }),
      ]),
    );
    expect(hostile.match(/&lt;script&gt;/g)).toHaveLength(5);
    expect(hostile).not.toContain('<script>');
  });
});
