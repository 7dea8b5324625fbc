import { expect, it } from 'vitest';
import { paragraph, stepLines, widthOf, wrapped } from '../../../lib/report/terminal/paragraph.ts';
import type { Step } from '../../../lib/result/instructions.ts';
import { PLAIN_PAPER, paper } from '../../support/paper.ts';

it('wrapped breaks between words, or in a word that is longer than a line', () => {
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrapped('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
  expect(wrapped('one two three', Number.POSITIVE_INFINITY)).toEqual(['one two three']);
  expect(widthOf('漢字')).toBe(4);
});

it('paragraph has a hanging indent, and lets no control character through', () => {
  const options = { lead: 'fix: ', hang: 5, paint: (text: string) => `<${text}>` };
  expect(paragraph('one two\u001b three', options, 13)).toEqual([
    'fix: <one two�>',
    '     <three>',
  ]);
});

const request: Step = {
  kind: 'request',
  on: 'local-cluster',
  method: 'PUT',
  path: '_cluster/settings',
  body: { persistent: { 'cluster.remote.orders.seeds': ['10.0.0.1:9300', '10.0.0.2:9300'] } },
};

it('stepLines keeps a request at the left edge, apart from prose', () => {
  const steps: Step[] = [{ kind: 'text', text: 'First this.\nThen that.' }, request];
  expect(stepLines(steps, { lead: '  fix: ', hang: 7 }, PLAIN_PAPER)).toEqual([
    '  fix: First this.',
    '       Then that.',
    '',
    'PUT _cluster/settings',
    '{ "persistent": { "cluster.remote.orders.seeds": [ "10.0.0.1:9300", "10.0.0.2:9300" ] } }',
    '',
  ]);
});

it('stepLines names itself before a request, which it spreads if it is too wide', () => {
  const lines = stepLines([request], { lead: '  fix: ', hang: 7 }, paper(60));
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "  fix:

    PUT _cluster/settings
    {
      "persistent": {
        "cluster.remote.orders.seeds": [
          "10.0.0.1:9300",
          "10.0.0.2:9300"
        ]
      }
    }
    "
  `);
  const [, , , ...body] = lines;
  expect(JSON.parse(body.join('\n'))).toEqual(request.body);
});
