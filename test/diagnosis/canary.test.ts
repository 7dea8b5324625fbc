import { expect, it } from 'vitest';
import { judgeCanary } from '../../lib/diagnosis/canary.ts';
import { NOW } from '../support/facts.ts';

it('is healthy without problems', () => {
  expect(judgeCanary({ cluster: 'eu', problems: [], askedAt: NOW })).toMatchObject({
    status: 'healthy',
    cause: {
      code: 'healthy',
      severity: 'ok',
      title: 'The checker has its own network',
      evidence: 'Its canaries answer',
    },
    checkedAt: NOW.toISOString(),
  });
});

it('fails with the problems as evidence', () => {
  const problems = ['127.0.0.1:1: refused', 'Name nowhere.invalid does not exist'];
  expect(judgeCanary({ cluster: 'eu', problems, askedAt: NOW })).toMatchObject({
    status: 'failing',
    cause: {
      code: 'checker-network-lost',
      severity: 'critical',
      evidence: '127.0.0.1:1: refused; Name nowhere.invalid does not exist',
    },
    checkedAt: NOW.toISOString(),
  });
});
