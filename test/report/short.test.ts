import { expect, it } from 'vitest';
import { nagios } from '../../lib/report/nagios.ts';
import { short } from '../../lib/report/short.ts';
import { failingResult, healthyResult, report } from '../support/results.ts';

it('short prints one line for each remote, the trouble first', () => {
  expect(short(report([healthyResult, failingResult]))).toMatchInlineSnapshot(`
    "failing   eu/orders  connection-refused
    healthy   eu/archive  healthy
    "
  `);
});

it('short says that there is none', () => {
  expect(short(report([]))).toBe('unknown   no remote cluster is registered\n');
});

it('nagios says what is ignored', () => {
  const ignored = [{ code: 'single-seed', reason: 'one | node', until: '2030-12-31' }];
  expect(nagios(report([{ ...healthyResult, ignored }]))).toMatchInlineSnapshot(`
    "REMOTE CLUSTERS OK - 1 healthy, 1 ignored | failing=0;;;0;1 degraded=0;;;0;1 unknown=0;;;0;1 healthy=1;;;0;1 time=1.234s
    ignored until 2030-12-31: single-seed of eu/archive (one / node)
    "
  `);
});
