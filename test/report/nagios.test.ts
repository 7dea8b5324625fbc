import { expect, it } from 'vitest';
import { nagios } from '../../lib/report/nagios.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  hostileResult,
  report,
  unknownResult,
} from '../support/results.ts';

it('nagios prints the worst state, counts as performance data, and a line for each remote in trouble', () => {
  expect(
    nagios(report([healthyResult, failingResult, degradedResult, unknownResult])),
  ).toMatchInlineSnapshot(`
    "REMOTE CLUSTERS CRITICAL - 1 failing, 1 degraded, 1 unknown, 1 healthy: eu/orders connection-refused, us/logs certificate-expires-soon, eu/metrics checker-not-authorized | failing=1;;;0;4 degraded=1;;;0;4 unknown=1;;;0;4 healthy=1;;;0;4 time=1.234s
    CRITICAL eu/orders: The remote refuses connections: 10.0.0.1:9300: connect refused (also: searches-skip-this-remote)
    WARNING us/logs: A certificate expires in 7 days: Certificate CN=archive-1 (10.0.0.1:9300) expires on 2026-12-01, in 7 days (also: api-key-expires-soon, gateway-silent)
    UNKNOWN eu/metrics: The checker lacks privileges: Our user may not ask GET /_resolve/cluster: action [indices:admin/resolve/cluster] is unauthorized for user [checker]
    "
  `);
});

it('nagios prints one line when all is well', () => {
  expect(nagios(report([healthyResult]))).toMatchInlineSnapshot(`
    "REMOTE CLUSTERS OK - 1 healthy | failing=0;;;0;1 degraded=0;;;0;1 unknown=0;;;0;1 healthy=1;;;0;1 time=1.234s
    "
  `);
});

it('nagios says so when no remote is registered', () => {
  expect(nagios(report([]))).toMatch(/^REMOTE CLUSTERS UNKNOWN - no remote registered \| /);
});

it('nagios keeps separators of a cluster out of its own', () => {
  const [head = '', ...lines] = nagios(report([hostileResult]))
    .trimEnd()
    .split('\n');
  expect(head.split('|')).toHaveLength(2);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('|');
});
