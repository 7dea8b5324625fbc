import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../../lib/facts/facts.ts';
import type { AddressProbe, Endpoint } from '../../../lib/result/network.ts';
import {
  broken,
  deadEndpoint,
  endpoint,
  facts,
  probe,
  refusedActive,
} from '../../support/facts.ts';

function resolved(address: string, ...ips: readonly string[]): AddressProbe {
  const evidence = { lookedUp: true, ips: ips.map((ip) => ({ ip, family: 4 as const })) };
  return probe(address, {
    dns: { outcome: 'ok', durationMs: 1, evidence },
    endpoints: [deadEndpoint('timed-out')],
  });
}

const said = refusedActive('[][10.0.0.5:9300] connect_timeout[30s]');

function moved(given: RegistrationFacts) {
  const { status, cause, findings } = diagnose(given);
  const found = findings.filter(({ code }) => code === 'address-moved');
  return {
    verdict: `${status} ${cause.code}`,
    found: found.map(({ subject, evidence }) => ({ subject, evidence })),
  };
}

describe('address-moved', () => {
  it('stands beside the cause if Elasticsearch names an IP that the name no longer has', () => {
    const network = [resolved('archive.example:9300', '10.0.0.8', '10.0.0.9')];
    expect(moved(broken({ active: [said], network }))).toEqual({
      verdict: 'failing connection-timed-out',
      found: [
        {
          subject: 'archive.example:9300',
          evidence:
            'local-1 connects to 10.0.0.5, but from test archive.example:9300 resolves to 10.0.0.8, 10.0.0.9. local-1 says: [][10.0.0.5:9300] connect_timeout[30s]',
        },
      ],
    });
  });

  it.each([
    [
      'the name has that IP',
      { active: [said], network: [resolved('archive.example:9300', '10.0.0.8', '10.0.0.5')] },
    ],
    [
      'another seed may have that IP',
      {
        active: [said],
        network: [resolved('archive.example:9300', '10.0.0.8'), probe('10.0.0.5:9300')],
      },
    ],
    [
      'the name does not resolve',
      {
        active: [said],
        network: [probe('a:9300', { dns: { outcome: 'not-measured', why: 'no time' } })],
      },
    ],
    [
      'the port is another',
      { active: [said], network: [resolved('archive.example:9301', '10.0.0.8')] },
    ],
    [
      'Elasticsearch names no address',
      { active: [refusedActive('connection refused')], network: [resolved('a:9300', '10.0.0.8')] },
    ],
  ])('is not named if %s', (_what, given) => {
    expect(moved(broken(given)).found).toEqual([]);
  });

  it('is not named if the remote works', () => {
    expect(moved(facts({ network: [resolved('archive.example:9300', '10.0.0.8')] })).found).toEqual(
      [],
    );
  });
});

describe('a name with several IPs', () => {
  const twoIps = (first: Partial<Endpoint>, second: Partial<Endpoint>) =>
    probe('archive.example:9300', {
      endpoints: [endpoint({ ip: '10.0.0.1', ...first }), endpoint({ ip: '10.0.0.2', ...second })],
    });
  const { tcp, tls, transport, speaks } = deadEndpoint();
  const dead = { tcp, tls, transport, speaks };
  const judged = (network: AddressProbe, ...texts: string[]) =>
    diagnose(broken({ active: [refusedActive(...texts)], network: [network] })).cause;

  it('is as dead as the first of them, which Elasticsearch takes', () => {
    expect(judged(twoIps(dead, {}))).toMatchObject({
      code: 'connection-refused',
      subject: 'archive.example:9300 (10.0.0.1)',
    });
    expect(judged(twoIps({}, dead)).code).toBe('not-connected');
  });

  it('is as dead as the one that Elasticsearch names', () => {
    const refused = 'Connection refused: archive.example/10.0.0.2:9300';
    expect(judged(twoIps({}, dead), refused)).toMatchObject({
      code: 'connection-refused',
      subject: 'archive.example:9300 (10.0.0.2)',
    });
  });

  it('has its IPv4 address before that of IPv6, as Java has', () => {
    expect(judged(twoIps({ ip: 'fd00::1', ...dead }, {})).code).toBe('not-connected');
    expect(judged(twoIps({ ip: 'fd00::1', ...dead }, { ip: 'fd00::2' })).code).toBe(
      'connection-refused',
    );
  });

  it('is named by IP in other failures than that of the connection, too', () => {
    const network = [resolved('archive.example:9300', '10.0.0.8')];
    const old = refusedActive(
      '[][10.0.0.5:9300] general node connection failure',
      'No subject alternative names matching IP address 10.0.0.5 found',
    );
    expect(moved(broken({ active: [old], network })).found).toHaveLength(1);
    const named = refusedActive('Connection refused: archive.example/10.0.0.5:9300');
    expect(moved(broken({ active: [named], network })).found).toHaveLength(1);
  });
});
