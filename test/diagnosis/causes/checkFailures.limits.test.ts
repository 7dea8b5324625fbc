/** What is said of everything that the checker skips. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import type { NodeInfo, RegistrationFacts } from '../../../lib/facts/facts.ts';
import type { AddressProbe, Endpoint } from '../../../lib/result/network.ts';
import {
  answered,
  broken,
  deadEndpoint,
  endpoint,
  facts,
  node,
  probe,
  registration,
  remoteFacts,
} from '../../support/facts.ts';

const NOT_MEASURED = { outcome: 'not-measured', why: 'Not probed' } as const;
const SEED = '192.0.2.1:9300';

function undialled(ip: string): Endpoint {
  return endpoint({
    ip,
    speaks: 'unknown',
    tcp: NOT_MEASURED,
    tls: NOT_MEASURED,
    transport: NOT_MEASURED,
  });
}

function gateway(address: string, ...endpoints: Endpoint[]): AddressProbe {
  return probe(address, { roles: ['gateway'], endpoints });
}

function limitsIn(given: RegistrationFacts): string[] {
  const { cause, findings } = diagnose(given);
  return [cause, ...findings]
    .filter(({ code }) => code === 'limits-reached')
    .map(({ severity, evidence }) => `${severity}: ${evidence}`);
}

describe('limits-reached', () => {
  it('is not found where nothing is skipped', () => {
    expect(limitsIn(facts({ skipped: { seeds: 0, gateways: 0 }, skippedAliases: [] }))).toEqual([]);
  });

  it('says how many addresses were skipped', () => {
    const ips = [1, 2, 3].map((last) => ({ ip: `10.0.0.${last}`, family: 4 as const }));
    const named = probe('archive.example:9300', {
      dns: { outcome: 'ok', durationMs: 1, evidence: { lookedUp: true, ips } },
    });
    expect(limitsIn(facts({ skipped: { seeds: 7, gateways: 9 }, network: [named] }))).toEqual([
      'note: 7 seeds were not probed, as there are too many; 9 publish addresses of remote nodes were not probed, as there are too many; 2 IPs of names were not probed, as the names stand for too many',
    ]);
  });

  it('says how many nodes were skipped', () => {
    const nodes = Array.from({ length: 1_500 }, (_, index) =>
      node({ id: `n${index}`, name: `n${index}` }),
    );
    expect(limitsIn(facts({ remote: remoteFacts({ nodes: answered(nodes) }) }))).toEqual([
      'note: 500 nodes that the remote lists were not looked at, as there are too many',
    ]);
  });

  it('is the cause where remote clusters were not checked', () => {
    const skippedAliases = Array.from({ length: 20 }, (_, index) => `r${index}`);
    const { status, cause } = diagnose(
      broken({
        passive: [],
        active: [],
        activeNotAsked: 'it is one of many',
        network: [],
        skippedAliases,
      }),
    );
    expect([status, cause.code, cause.severity]).toEqual(['unknown', 'limits-reached', 'unknown']);
    expect(cause.evidence).toMatch(
      /^20 remote clusters were not checked, as there are too many: r0, .*, r15, and 4 more$/,
    );
  });

  it('names the addresses that every host has for itself', () => {
    const network = [
      probe(),
      gateway('127.0.0.1:9300', undialled('127.0.0.1')),
      gateway('archive.example:9300', undialled('169.254.1.1')),
    ];
    expect(limitsIn(facts({ network }))).toEqual([
      'note: 2 publish addresses of remote nodes were not probed, since every host has such addresses for itself and no seed is at one: 127.0.0.1:9300, archive.example:9300 (169.254.1.1)',
    ]);
  });
});

describe('the gateway nodes of a remote that cannot be used', () => {
  const seed = probe(SEED, { endpoints: [endpoint({ ip: '192.0.2.1' })] });
  const judged = (nodes: readonly NodeInfo[], change: Partial<RegistrationFacts>) =>
    diagnose(
      broken({
        registration: registration({ seeds: [SEED] }),
        remote: remoteFacts({ nodes: answered(nodes) }),
        ...change,
      }),
    ).cause;
  const at = (...addresses: string[]) =>
    addresses.map((transportAddress, index) => node({ id: `n${index}`, transportAddress }));

  it('lead nowhere where all publish loopback addresses, which nobody probes', () => {
    const network = [seed, gateway('127.0.0.1:9300', undialled('127.0.0.1'))];
    expect(judged(at('127.0.0.1:9300'), { network })).toMatchObject({
      code: 'gateways-behind-nat',
    });
  });

  it('are told to be unreachable where those that were probed are, however many were skipped', () => {
    const network = [seed, gateway('198.51.100.1:9300', { ...deadEndpoint(), ip: '198.51.100.1' })];
    const nodes = at('198.51.100.1:9300', '198.51.100.2:9300', 'nonsense');
    expect(judged(nodes, { network, skipped: { seeds: 0, gateways: 2 } })).toMatchObject({
      code: 'gateways-unreachable',
      subject: '198.51.100.1:9300',
    });
    expect(judged(nodes, { network })).not.toMatchObject({ code: 'gateways-unreachable' });
  });
});
