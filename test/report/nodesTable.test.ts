import { describe, expect, it } from 'vitest';
import { nodesTable } from '../../lib/report/nodesTable.ts';
import { PLAIN_PAPER } from '../../lib/report/terminal/ink.ts';
import type { LocalNode } from '../../lib/result/witness.ts';
import { HOSTILE, healthyResult } from '../support/results.ts';

const able: LocalNode = {
  node: 'es-1',
  hasRole: true,
  hasKey: true,
  connected: true,
  canUse: 'yes',
  why: 'a cross-cluster request passes',
};
const same: LocalNode = {
  ...able,
  why: 'holds 3 connections, as a node through which a request passes',
};

describe('nodesTable', () => {
  it('has a line for nodes of which the same is to be told, those first that cannot use the remote', () => {
    const keyless: LocalNode = {
      ...able,
      node: 'es-4',
      hasKey: false,
      connected: false,
      canUse: 'no',
      why: 'no API key',
    };
    const others = ['es-2', 'es-3'].map((node) => ({ ...same, node }));
    const unasked: LocalNode = {
      node: 'es-5',
      hasRole: true,
      canUse: 'unknown',
      why: 'not asked, as its URL is not in the registry',
    };
    const results = [
      { ...healthyResult, localNodes: [able, ...others, keyless, unasked] },
      { ...healthyResult, alias: 'orders', localNodes: [able] },
    ];
    expect(nodesTable({ results }, PLAIN_PAPER)).toMatchInlineSnapshot(`
      "CLUSTER  ALIAS    CAN USE  ROLE  KEY  CONNECTED  NODES       WHY
      eu       archive  no       yes   no   no         es-4        no API key
      eu       archive  unknown  yes   -    -          es-5        not asked, as its URL is not in the registry
      eu       archive  yes      yes   yes  yes        es-1        a cross-cluster request passes
      eu       archive  yes      yes   yes  yes        es-2, es-3  holds 3 connections, as a node through which a request passes
      eu       orders   yes      yes   yes  yes        es-1        a cross-cluster request passes
      "
    `);
  });

  it('has nothing to tell of a result of an older version', () => {
    const { localNodes: _, ...old } = healthyResult;
    expect(nodesTable({ results: [old] }, PLAIN_PAPER)).toMatch(/^CLUSTER .*\n$/);
  });

  it('lets no control character through', () => {
    const results = [
      {
        ...healthyResult,
        alias: HOSTILE,
        cluster: HOSTILE,
        localNodes: [{ ...able, node: HOSTILE, why: HOSTILE }],
      },
    ];
    const text = nodesTable({ results }, PLAIN_PAPER);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
