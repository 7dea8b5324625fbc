import { expect, it } from 'vitest';
import { CODES } from '../../../../lib/diagnosis/codes.ts';
import { hopOfCause } from '../../../../lib/report/page/path/hop.ts';

it('hopOfCause knows where the causes lie that lie somewhere', () => {
  expect(hopOfCause('name-not-resolved')).toBe('dns');
  expect(hopOfCause('connection-refused')).toBe('tcp');
  expect(hopOfCause('certificate-expired')).toBe('tls');
  expect(hopOfCause('api-key-expired')).toBe('transport');
  expect(hopOfCause('gateways-unreachable')).toBe('remote');
  expect(hopOfCause('half-open')).toBe('local');
  expect(hopOfCause('constructor')).toBeUndefined();
});

it('hopOfCause has a hop for every cause that is critical', () => {
  const critical = Object.entries(CODES).filter(([, { severity }]) => severity === 'critical');
  expect(critical.map(([code]) => code).filter((code) => hopOfCause(code) === undefined)).toEqual(
    [],
  );
});
