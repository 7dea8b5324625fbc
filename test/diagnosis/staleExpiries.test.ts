/** What is remembered of what expires speaks where its source is silent, and only there. */

import { describe, expect, it } from 'vitest';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import { type Instant, instantOf } from '../../lib/instant.ts';
import type { Dated } from '../../lib/result/expiry.ts';
import {
  answered,
  broken,
  certificate,
  deadEndpoint,
  endpoint,
  facts,
  failedTls,
  NOW,
  notAnswered,
  probe,
  registration,
  remoteFacts,
  tlsEvidence,
} from '../support/facts.ts';

const ADDRESS = 'archive.example.com:9300';
const AT = '2026-11-20T08:00:00.000Z' as const;

function inDays(days: number): Instant {
  return instantOf(new Date(NOW.getTime() + days * 86_400_000));
}

function remembered(
  source: string,
  dated: Partial<Dated> & { expiresAt: string },
): Pick<RegistrationFacts, 'memory'> {
  return {
    memory: {
      expiries: {
        [source]: { at: AT, found: [{ kind: 'certificate', id: 'x', name: 'CN=x', ...dated }] },
      },
    },
  };
}

function told(given: RegistrationFacts): string[] {
  const { cause, findings, status } = diagnose(given);
  const found = [cause, ...findings].filter(({ code }) => /expire/.test(code));
  return [
    status,
    ...found.map(({ code, severity, evidence }) => `${severity} ${code}: ${evidence}`),
  ];
}

const silentWire = { network: [probe(ADDRESS, { endpoints: [deadEndpoint()] })] };
const apiKeyModel = { registration: registration({ securityModel: 'api-key' }) };

describe('a certificate of an address', () => {
  const memory = remembered(`${ADDRESS} (10.0.0.1)`, { expiresAt: inDays(6) });

  it('is told of as last seen while the address shows none', () => {
    const expected = [
      `warning certificate-expires-soon: Certificate CN=x (${ADDRESS} (10.0.0.1)) expires on 2026-11-30, in 6 days, as last seen on 2026-11-20`,
    ];
    expect(told(facts({ ...silentWire, ...memory }))).toEqual(['degraded', ...expected]);
    expect(
      told(
        facts({
          network: [probe(ADDRESS, { endpoints: [{ ...endpoint(), ...failedTls('closed') }] })],
          ...memory,
        }),
      ),
    ).toEqual(['degraded', ...expected]);
    expect(told(broken({ ...silentWire, ...memory }))).toEqual(['failing', ...expected]);
  });

  it('is no more than a warning, as it may have been renewed', () => {
    expect(
      told(facts({ ...silentWire, ...remembered(ADDRESS, { expiresAt: inDays(0) }) }))[1],
    ).toMatch(/^warning .* within a day, as last seen/);
  });

  it('is told of when it has expired meanwhile', () => {
    const gone = remembered(ADDRESS, { expiresAt: inDays(-2) });
    expect(told(facts({ ...silentWire, ...gone }))[1]).toBe(
      `warning certificate-expired: Certificate CN=x (${ADDRESS}) expired on 2026-11-22, as last seen on 2026-11-20; the connection works so far, a new one may not`,
    );
    expect(told(broken({ ...silentWire, ...gone }))).toEqual([
      'failing',
      `warning certificate-expired: Certificate CN=x (${ADDRESS}) expired on 2026-11-22, as last seen on 2026-11-20; the checker cannot see whether it has been renewed since`,
    ]);
  });

  it('is not told of where the address shows another one, is not asked any more, or it ends later', () => {
    const tls = {
      outcome: 'ok',
      durationMs: 1,
      evidence: tlsEvidence({ chain: [certificate({ notAfter: inDays(300) })] }),
    } as const;
    expect(
      told(
        facts({ network: [probe(ADDRESS, { endpoints: [endpoint({ tls })] })], ...memory }),
      ).slice(1),
    ).toEqual([]);
    expect(
      told(
        facts({ network: [probe('10.9.9.9:9300', { endpoints: [deadEndpoint()] })], ...memory }),
      ).slice(1),
    ).toEqual([]);
    expect(
      told(facts({ ...silentWire, ...remembered(ADDRESS, { expiresAt: inDays(31) }) })).slice(1),
    ).toEqual([]);
  });

  it('is told of once where a file shows the same', () => {
    const files = answered([
      {
        node: 'es-1',
        path: 'x.crt',
        subject: 'CN=x',
        issuer: 'CN=ca',
        notAfter: inDays(6),
        hasPrivateKey: true,
      },
    ]);
    expect(
      told(facts({ ...silentWire, ...memory, local: { ...facts().local, certificates: files } })),
    ).toEqual([
      'degraded',
      'warning certificate-expires-soon: Certificate CN=x (es-1, file x.crt) expires on 2026-11-30, in 6 days',
    ]);
  });
});

describe('a file', () => {
  const soon = { expiresAt: inDays(6), place: 'certs/x.crt' };

  it('of a remote node is told of while the remote lists none', () => {
    const memory = remembered('files of remote node archive-1', soon);
    expect(
      told(
        facts({ remote: remoteFacts({ certificates: notAnswered('unreachable') }), ...memory }),
      )[1],
    ).toBe(
      'warning certificate-expires-soon: Certificate CN=x (files of remote node archive-1: certs/x.crt) expires on 2026-11-30, in 6 days, as last seen on 2026-11-20',
    );
    expect(told(facts({ remote: remoteFacts({ certificates: answered([]) }), ...memory }))).toEqual(
      ['healthy'],
    );
    expect(told(facts(memory)), 'nobody asks').toEqual(['healthy']);
  });

  it('of a local node is told of while some local node does not answer', () => {
    const memory = remembered('files of local node es-2', soon);
    const { local } = facts();
    const down = {
      ...local,
      nodesAsked: [
        ...local.nodesAsked,
        {
          url: 'https://es-2:9200',
          root: notAnswered('unreachable'),
          remoteInfo: notAnswered('unreachable'),
        },
      ],
    };
    expect(told(facts({ local: down, ...memory }))).toHaveLength(2);
    expect(told(facts(memory)), 'it was taken away').toEqual(['healthy']);
    const shown = answered([
      {
        node: 'es-2',
        path: 'y.crt',
        subject: 'CN=y',
        issuer: 'CN=ca',
        notAfter: inDays(300),
        hasPrivateKey: true,
      },
    ]);
    expect(
      told(facts({ local: { ...down, certificates: shown }, ...memory })),
      'it shows another',
    ).toEqual(['degraded']);
  });
});

describe('a key', () => {
  const memory = remembered('API keys of the remote', {
    kind: 'api-key',
    id: 'k1',
    name: 'eu',
    expiresAt: inDays(6),
  });

  it('is told of while the remote lists none', () => {
    const unlisted = {
      ...apiKeyModel,
      remote: remoteFacts({ apiKeys: notAnswered('unreachable') }),
    };
    expect(told(facts({ ...unlisted, ...memory }))[1]).toBe(
      'warning api-key-expires-soon: Cross-cluster API key eu (k1) of the remote expires on 2026-11-30, in 6 days, as last seen on 2026-11-20',
    );
    expect(
      told(facts({ ...apiKeyModel, remote: remoteFacts({ apiKeys: answered([]) }), ...memory })),
    ).toEqual(['healthy']);
  });
});

describe('a license', () => {
  it.each(['local', 'remote'] as const)(
    'of the %s cluster is told of while it shows none',
    (side) => {
      const memory = remembered(`license of the ${side} cluster`, {
        kind: 'license',
        name: 'enterprise',
        expiresAt: inDays(0),
      });
      const silent = { license: notAnswered('unreachable') };
      const given = facts({
        ...apiKeyModel,
        ...memory,
        remote: remoteFacts(side === 'remote' ? silent : {}),
        local: { ...facts().local, ...(side === 'local' ? silent : {}) },
      });
      expect(told(given)).toEqual([
        'degraded',
        `warning license-expires-soon: The enterprise license of the ${side} cluster expires on 2026-11-24, within a day, as last seen on 2026-11-20`,
      ]);
    },
  );

  it('that was a trial stays a note', () => {
    const memory = remembered('license of the local cluster', {
      kind: 'license',
      name: 'trial',
      expiresAt: inDays(1),
      isTrial: true,
    });
    const given = facts({
      ...memory,
      local: { ...facts().local, license: notAnswered('unreachable') },
    });
    expect(told(given)[1]).toMatch(/^note license-expires-soon/);
  });
});

it('of all that expires the first is the cause', () => {
  const license = answered({
    uid: 'u',
    type: 'enterprise',
    status: 'active',
    expiresAt: inDays(5),
  });
  const tls = {
    outcome: 'ok',
    durationMs: 1,
    evidence: tlsEvidence({ chain: [certificate({ notAfter: inDays(20) })] }),
  } as const;
  const { cause, findings } = diagnose(
    facts({
      local: { ...facts().local, license },
      network: [probe(undefined, { endpoints: [endpoint({ tls })] })],
    }),
  );
  expect([cause.code, cause.expires?.stepDays, ...findings.map(({ code }) => code)]).toEqual([
    'license-expires-soon',
    7,
    'certificate-expires-soon',
    'certificate-model-deprecated',
    'single-seed',
  ]);
});
