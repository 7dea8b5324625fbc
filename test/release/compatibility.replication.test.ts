import { expect, it } from 'vitest';
import { replicationVerdict } from '../../lib/release/compatibility.ts';

const wire = { verdict: 'supported', by: 'rule', why: 'they understand each other' } as const;

it.each([
  ['9.5.3', '9.5.1', 'supported'],
  ['9.5.1', '9.5.3', 'supported'],
  ['9.5.3', '8.19.21', 'supported'],
  ['8.19.21', '9.5.3', 'unsupported'],
  ['7.17.29', '8.0.0', 'unsupported'],
])('replicationVerdict of follower %s and leader %s: %s', (follower, leader, verdict) => {
  expect(replicationVerdict([follower], [leader], wire)).toMatchObject({ verdict });
});

it('replicationVerdict is no better than the wire', () => {
  const broken = { ...wire, verdict: 'unsupported' } as const;
  expect(replicationVerdict(['9.5.3'], ['7.17.29'], broken)).toEqual(broken);
});

it('replicationVerdict does not guess', () => {
  const unknown = { ...wire, verdict: 'unknown' } as const;
  expect(replicationVerdict(['10.0.0'], ['9.5.3'], unknown)).toEqual(unknown);
  expect(replicationVerdict(['9.5.3'], ['10.0.0'], unknown)).toMatchObject({
    verdict: 'unsupported',
    by: 'rule',
  });
  expect(replicationVerdict(['9.5.3'], [], wire)).toMatchObject({ verdict: 'unknown' });
});
