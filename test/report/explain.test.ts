import { expect, it } from 'vitest';
import { ALL_CODES } from '../../lib/diagnosis/codes.ts';
import { explain, explainAll } from '../../lib/report/explain.ts';

it('explain prints meaning, verification, fix and documentation of a code', () => {
  expect(explain('connection-refused')).toMatch(
    /^connection-refused \(critical\)\n.+\n\nWhat it means\n {2}[\s\S]+\nWhere the fault is\n {2}the remote cluster\n\nHow to verify\n {2}[\s\S]+\nHow to fix\n {2}[\s\S]+\nDocumentation\n {2}https:/,
  );
});

it('explain knows no other codes', () => {
  expect(explain('toString')).toBeUndefined();
  expect(explain('')).toBeUndefined();
});

it('explainAll lists every code on a line of its own', () => {
  const lines = explainAll().trimEnd().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual(ALL_CODES);
});
