import { describe, expect, it } from 'vitest';
import { localNodesTable } from '../../../lib/report/page/resultSections.ts';
import { HOSTILE } from '../../support/results.ts';

const able = {
  node: 'es-1',
  hasRole: true,
  connected: true,
  canUse: 'yes',
  why: 'a cross-cluster request passes',
} as const;

describe('localNodesTable', () => {
  it('has a line for nodes of which the same is to be told', () => {
    const text = String(localNodesTable([able, { ...able, node: 'es-2' }]));
    expect(text).toContain(
      '<tr><th scope="row">es-1, es-2</th><td>yes</td><td>yes</td><td>-</td><td>yes</td><td>a cross-cluster request passes</td></tr>',
    );
  });

  it.each([undefined, []])('is not there without nodes: %j', (nodes) => {
    expect(localNodesTable(nodes)).toBeUndefined();
  });

  it('escapes what nodes call themselves', () => {
    const text = String(localNodesTable([{ ...able, node: HOSTILE, why: HOSTILE }]));
    expect(text).not.toContain('<script>');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
