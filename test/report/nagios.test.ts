import { expect, it } from 'vitest';
import { nagios } from '../../lib/report/nagios.ts';
import { degradedResult, failingResult, healthyResult, hostileResult, report, unknownResult } from '../support/results.ts';

it('nagios prints the worst state, counts as performance data, and a line for each remote in trouble', () => {
  expect(nagios(report([healthyResult, failingResult, degradedResult, unknownResult]))).toMatchInlineSnapshot();
});

it('nagios prints one line when all is well', () => {
  expect(nagios(report([healthyResult]))).toMatchInlineSnapshot();
});

it('nagios says so when no remote is registered', () => {
  expect(nagios(report([]))).toMatch(/^REMOTE CLUSTERS UNKNOWN - no remote registered \| /);
});

it('nagios keeps separators of a cluster out of its own', () => {
  const [head = '', ...lines] = nagios(report([hostileResult])).trimEnd().split('\n');
  expect(head.split('|')).toHaveLength(2);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('|');
});
