import { expect, it } from 'vitest';
import { table } from '../../lib/report/table.ts';
import { degradedResult, failingResult, healthyResult, hostileResult, report, unknownResult } from '../support/results.ts';

const plain = { verbose: false, paint: (_status: string, text: string) => text };
const all = report([healthyResult, failingResult, degradedResult, unknownResult]);

it('table shows the trouble first, with evidence and fix, and a line for what is healthy', () => {
  expect(table(all, plain)).toMatchInlineSnapshot();
});

it('table shows all evidence when asked for', () => {
  expect(table(report([degradedResult]), { ...plain, verbose: true })).toMatchInlineSnapshot();
});

it('table says so when no remote is registered', () => {
  expect(table(report([]), plain)).toContain('0 remotes checked from lambda in vpc-1 in 1.2 s: none registered');
});

it('table paints the status only', () => {
  expect(table(report([healthyResult]), { ...plain, paint: (status, text) => `{${status}}${text}` })).toContain('{healthy}healthy');
});

it('table lets no control character of a cluster through', () => {
  const text = table(report([hostileResult]), { ...plain, verbose: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});
