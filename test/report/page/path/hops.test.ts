import { describe, expect, it } from 'vitest';
import type { RegistrationFacts } from '../../../../lib/facts/facts.ts';
import { hopsOf } from '../../../../lib/report/page/path/hops.ts';
import type { AddressProbe } from '../../../../lib/result/network.ts';
import {
  active,
  answered,
  broken,
  deadEndpoint,
  endpoint,
  facts,
  failedTls,
  node,
  notAnswered,
  passive,
  probe,
  refusedActive,
  registration,
  remoteFacts,
  unseenEndpoint,
} from '../../../support/facts.ts';
import { degradedResult, healthyResult, result, unknownResult } from '../../../support/results.ts';

/** A line a hop. */
function told(given: RegistrationFacts | ReturnType<typeof result>): string[] {
  const hops = hopsOf('cause' in given ? given : result(given));
  return hops.map(({ name, state, word, durationMs, about, cause }) =>
    [
      name,
      state,
      word,
      ...(durationMs === undefined ? [] : [`${durationMs} ms`]),
      about.join(', '),
      ...(cause === undefined ? [] : [`<- ${cause}`]),
    ].join(' | '),
  );
}

describe('hopsOf', () => {
  it('is fine from end to end where the remote is healthy', () => {
    expect(told(healthyResult)).toMatchInlineSnapshot(`
      [
        "Local nodes | ok | 1 of 1 answer | eu, 1 of 1 connected",
        "DNS | ok | IP address | 10.0.0.1:9300",
        "TCP | ok | ok | 1 ms | 10.0.0.1:9300",
        "TLS | ok | ok | 2 ms | TLSv1.3, until 2028-01-01",
        "Handshake | ok | ok | 3 ms | 9.5.3",
        "Gateways | ok | 1 of 3 reachable | 12 ms | archive",
      ]
    `);
  });

  it('breaks where the cause lies, and measures nothing behind', () => {
    expect(
      told(broken({ network: [probe(undefined, { endpoints: [deadEndpoint()] })] })),
    ).toMatchInlineSnapshot(`
      [
        "Local nodes | ok | 1 of 1 answer | eu, 0 of 1 connected",
        "DNS | ok | IP address | 10.0.0.1:9300",
        "TCP | broken | refused | 1 ms | 10.0.0.1:9300 | <- The remote refuses connections",
        "TLS | not-measured | not measured | ",
        "Handshake | not-measured | not measured | ",
        "Gateways | not-measured | not known | archive",
      ]
    `);
  });

  it('tells several addresses as one, with the slowest', () => {
    const slow = endpoint({ ip: '10.0.0.3', tcp: { outcome: 'ok', durationMs: 40, evidence: {} } });
    const looked: AddressProbe['dns'] = {
      outcome: 'ok',
      durationMs: 5,
      evidence: { lookedUp: true, ips: [] },
    };
    const network = [
      probe('a:9300', { dns: looked, endpoints: [slow] }),
      probe('b:9300', { endpoints: [deadEndpoint('timed-out')] }),
    ];
    expect(told(facts({ network })).slice(1, 5)).toMatchInlineSnapshot(`
      [
        "DNS | ok | ok | 5 ms | 2 addresses, a:9300",
        "TCP | impaired | 1 of 2 ok | 40 ms | 2 IP addresses",
        "TLS | ok | ok | 2 ms | TLSv1.3, until 2028-01-01",
        "Handshake | ok | ok | 3 ms | 9.5.3",
      ]
    `);
  });

  it('names what several failures have in common only', () => {
    const network = [
      probe('a:9300', { endpoints: [deadEndpoint('timed-out')] }),
      probe('b:9300', { endpoints: [deadEndpoint('refused')] }),
    ];
    expect(told(broken({ network }))[2]).toContain('| failed |');
    expect(
      told(broken({ network: [probe(undefined, { endpoints: [deadEndpoint('other')] })] }))[2],
    ).toContain('| failed |');
    expect(
      told(broken({ network: [probe(undefined, { endpoints: [failedTls('not-tls')] })] }))[3],
    ).toContain('broken | not tls |');
  });

  it('is impaired, not broken, where only our own walk fails', () => {
    expect(told(facts({ network: [probe(undefined, { endpoints: [deadEndpoint()] })] }))[2]).toBe(
      'TCP | impaired | refused | 1 ms | 10.0.0.1:9300',
    );
  });

  it('says where it was fine from here although the local nodes fail', () => {
    const expired =
      'unable to authenticate user [abc] for action [cluster:internal/remote_cluster/handshake]';
    const api = registration({ securityModel: 'api-key', skipUnavailable: false });
    expect(
      told(broken({ registration: api, active: [refusedActive(expired)], network: [probe()] }))[4],
    ).toMatchInlineSnapshot(
      `"Handshake | broken | local nodes fail | 3 ms | probe of the checker: ok, 9.5.3 | <- The remote does not accept the API key"`,
    );
  });

  it('shows what a degraded and an unknown remote have', () => {
    expect(told(degradedResult)).toMatchInlineSnapshot(`
      [
        "Local nodes | ok | 1 of 1 answer | us, 1 of 1 connected",
        "DNS | ok | IP address | 10.0.0.1:9300",
        "TCP | ok | ok | 1 ms | 10.0.0.1:9300",
        "TLS | impaired | at risk | 2 ms | probe of the checker: ok, TLSv1.3, until 2026-12-01 | <- A certificate expires in 7 days",
        "Handshake | ok | ok | 3 ms | 9.5.3",
        "Gateways | impaired | 1 of 2 reachable | 12 ms | logs",
      ]
    `);
    expect(told(unknownResult)[0]).toMatchInlineSnapshot(
      `"Local nodes | not-measured | 1 of 1 answer | eu, 1 of 1 connected | <- The checker lacks privileges"`,
    );
  });

  it('shows a proxy, and that it passes requests on or not', () => {
    const known = registration({ mode: 'proxy', seeds: [], proxyAddress: 'proxy:9400' });
    const network: AddressProbe[] = [probe('proxy:9400', { roles: ['proxy'] })];
    expect(told(facts({ registration: known, network })).at(-1)).toBe(
      'Proxy | ok | answers | 12 ms | archive, via proxy:9400',
    );
    expect(told(broken({ registration: known, network })).at(-1)).toBe(
      'Proxy | not-measured | not measured | archive, via proxy:9400',
    );
    const { proxyAddress: _, ...nameless } = result(facts({ registration: known, network }));
    expect(told(nameless).at(-1)).toBe('Proxy | ok | answers | 12 ms | archive');
  });

  it('counts gateway nodes: eligible, reachable, not probed', () => {
    const nodes = [node(), node({ name: 'archive-2', transportAddress: '10.0.0.2:9300' })];
    const seed = probe(undefined, { roles: ['seed', 'gateway'] });
    const other = (endpoints: AddressProbe['endpoints']) =>
      probe('10.0.0.2:9300', { roles: ['gateway'], endpoints });
    const gateways = (network: AddressProbe[], given = nodes) =>
      told(facts({ network, remote: remoteFacts({ nodes: answered(given) }) })).at(-1);
    expect(gateways([seed, other([endpoint()])])).toContain('| ok | 2 of 2 reachable |');
    expect(gateways([seed, other([deadEndpoint()])])).toContain('| impaired | 1 of 2 reachable |');
    expect(gateways([])).toContain('| not-measured | 2 not probed |');
    expect(gateways([seed], [node({ roles: ['master'] })])).toContain('0 of 1 eligible');
    const dead = [
      probe(undefined, { roles: ['seed', 'gateway'], endpoints: [deadEndpoint()] }),
      other([deadEndpoint()]),
    ];
    expect(
      told(broken({ network: dead, remote: remoteFacts({ nodes: answered(nodes) }) })).at(-1),
    ).toContain('| broken | 0 of 2 reachable |');
  });

  it('says what was not measured, and what is not used', () => {
    expect(
      told(
        broken({ passive: [passive({ failed: notAnswered('timed-out').failed })], network: [] }),
      ),
    ).toMatchInlineSnapshot(`
      [
        "Local nodes | broken | not asked | eu | <- Not connected, cause unknown",
        "DNS | not-measured | not measured | ",
        "TCP | not-measured | not measured | ",
        "TLS | not-measured | not measured | ",
        "Handshake | not-measured | not measured | ",
        "Gateways | not-measured | not known | archive",
      ]
    `);
    const plain = endpoint({
      ip: '::1',
      speaks: 'plain',
      tls: { outcome: 'not-measured', why: 'plain text' },
    });
    const shown = told(facts({ network: [probe(undefined, { endpoints: [plain] })] }));
    expect(shown[2]).toBe('TCP | ok | ok | 1 ms | [::1]:9300');
    expect(shown[3]).toBe('TLS | not-measured | not used | plain text');
    expect(told(facts({ network: [probe(undefined, { endpoints: [unseenEndpoint()] })] }))[4]).toBe(
      'Handshake | not-measured | not measured | ',
    );
  });

  it('counts local nodes that did not answer', () => {
    const given = facts({
      passive: [passive(), passive({ node: 'local-2', failed: notAnswered('timed-out').failed })],
      active: [active()],
    });
    expect(told(given)[0]).toContain('1 of 2 answer | eu, 1 of 1 connected');
  });

  it('puts a cause without a place of its own where the trouble is', () => {
    const { cause, ...rest } = result(
      broken({ network: [probe(undefined, { endpoints: [deadEndpoint()] })] }),
    );
    const unplaced = { ...rest, cause: { ...cause, code: 'new', title: 'New' } };
    expect(hopsOf(unplaced).find((hop) => hop.cause === 'New')?.id).toBe('tcp');
    const quiet = { ...unknownResult, cause: { ...cause, code: 'new', title: 'New' } };
    expect(hopsOf(quiet).find((hop) => hop.cause === 'New')?.id).toBe('local');
    expect(hopsOf({ ...unplaced, mode: 'unknown' }).at(-1)?.name).toBe('Remote cluster');
  });
});
