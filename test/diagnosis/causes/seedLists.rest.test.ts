import { expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import { facts, node, sniffed } from '../../support/facts.ts';

function codesWith(listed: number): string[] {
  const nodes = Array.from({ length: listed }, (_none, index) => node({ id: `other-${index}` }));
  const { cause, findings } = diagnose(facts({ sniff: [sniffed({ listed }, nodes)] }));
  return [cause, ...findings].map(({ code }) => code);
}

it('compares no list of nodes that was cut', () => {
  expect(codesWith(999)).toContain('node-lists-differ');
  expect(codesWith(1000)).not.toContain('node-lists-differ');
});
