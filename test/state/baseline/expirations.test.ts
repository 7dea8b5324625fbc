import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../lib/instant.ts';
import type { CertificateFile, CheckResult } from '../../../lib/result/result.ts';
import {
  expiryMemorySchema,
  nextExpiries,
  sourcesOf,
} from '../../../lib/state/baseline/expirations.ts';
import {
  certificate,
  deadEndpoint,
  endpoint,
  failedTls,
  probe,
  tlsEvidence,
} from '../../support/facts.ts';
import { healthyResult } from '../../support/results.ts';

const SERIAL = '00431D094F30793778B6';
const END = '2027-03-01T00:00:00.000Z' as const;

function file(overrides: Partial<CertificateFile> = {}): CertificateFile {
  return {
    node: 'es-1',
    path: 'certs/es-1.crt',
    subject: 'CN=es-1',
    issuer: 'CN=ca',
    notAfter: END,
    hasPrivateKey: true,
    ...overrides,
  };
}

function seen(overrides: Partial<CheckResult>, address = 'archive.example.com:9300'): CheckResult {
  const evidence = tlsEvidence({
    chain: [
      certificate({ serialNumber: SERIAL, notAfter: END }),
      certificate({ subject: 'CN=ca' }),
    ],
  });
  const network = [
    probe(address, { endpoints: [endpoint({ tls: { outcome: 'ok', durationMs: 1, evidence } })] }),
  ];
  return { ...healthyResult, witnesses: { ...healthyResult.witnesses, network }, ...overrides };
}

const credentials = { apiKeys: [], localCertificates: [], remoteCertificates: [] };

describe('sourcesOf', () => {
  it('identifies a certificate on the wire and its file, and distinguishes it from all others', () => {
    const localCertificates = [
      file({ serialNumber: SERIAL.toLowerCase().replace(/^0+/, '') }),
      file({ path: 'ca.crt', serialNumber: '01' }),
      file(),
    ];
    const sources = Object.fromEntries(
      sourcesOf(seen({ credentials: { ...credentials, localCertificates } })),
    );
    const id = '431d094f30793778b6-1803859200';
    expect(sources['archive.example.com:9300 (10.0.0.1)']).toMatchObject([
      { kind: 'certificate', id, name: 'CN=archive-1', expiresAt: END },
      { id: 'AA:BB', name: 'CN=ca' },
    ]);
    expect(sources['files of local node es-1']).toMatchObject([
      { id, name: 'CN=es-1', place: 'certs/es-1.crt' },
      { id: `CN=es-1 ${END}`, place: 'ca.crt' },
      { id: `CN=es-1 ${END}`, place: 'certs/es-1.crt' },
    ]);
    expect(Object.keys(Object.fromEntries(sourcesOf(seen({}, '10.0.0.1:9300'))))).toContain(
      '10.0.0.1:9300',
    );
  });

  it('takes the cross-cluster keys that can be in use, licenses that end, and files that requests are signed with', () => {
    const key = {
      id: 'k1',
      name: 'eu',
      type: 'cross_cluster',
      invalidated: false,
      expiration: END,
    };
    const apiKeys = [
      key,
      { ...key, id: 'k2', type: 'rest' },
      { ...key, id: 'k3', invalidated: true },
      { ...key, id: 'k4', expiration: undefined },
    ];
    const result = seen({
      credentials: {
        ...credentials,
        apiKeys,
        remoteCertificates: [file({ path: 'config/signing.crt' })],
      },
      signingCertificates: ['signing.crt'],
      licenses: {
        local: { uid: 'trial-uid', type: 'trial', status: 'active', expiresAt: END },
        remote: { uid: 'basic-uid', type: 'basic', status: 'active' },
      },
    });
    const sources = Object.fromEntries(sourcesOf(result));
    expect(sources['API keys of the remote']).toEqual([
      { kind: 'api-key', id: 'k1', name: 'eu', expiresAt: END },
    ]);
    expect(sources['license of the local cluster']).toEqual([
      { kind: 'license', id: 'trial-uid', name: 'trial', expiresAt: END, isTrial: true },
    ]);
    expect(sources['license of the remote cluster']).toEqual([]);
    expect(sources['files of remote node es-1']).toMatchObject([{ kind: 'signing-certificate' }]);
  });
});

describe('nextExpiries', () => {
  const later = (days: number) =>
    instantOf(new Date(Date.parse(healthyResult.checkedAt) + days * 86_400_000));
  const down = (days: number): CheckResult => {
    const network = [
      probe('archive.example.com:9300', { endpoints: [deadEndpoint(), failedTls('closed')] }),
    ];
    const notSeen: CheckResult['notSeen'] = {
      'remote GET /_security/api_key': {
        kind: 'unreachable',
        message: 'gone',
        reasons: [],
        durationMs: 1,
      },
    };
    return {
      ...seen({}),
      witnesses: { ...healthyResult.witnesses, network },
      notSeen,
      credentials,
      checkedAt: later(days),
    };
  };
  const address = 'archive.example.com:9300 (10.0.0.1)';

  it('keeps the last known date for at most 60 days', () => {
    const before = nextExpiries(undefined, seen({}));
    expect(nextExpiries(before, down(1))[address]).toEqual(before[address]);
    expect(nextExpiries(before, down(60))[address]?.at).toBe(healthyResult.checkedAt);
    expect(nextExpiries(before, down(61))).toEqual({});
  });

  it('replaces the items of a source with its new items', () => {
    const before = nextExpiries(undefined, seen({}));
    const renewed = tlsEvidence({
      chain: [certificate({ serialNumber: 'FF00FF00FF00FF00', notAfter: later(365) })],
    });
    const network = [
      probe('archive.example.com:9300', {
        endpoints: [endpoint({ tls: { outcome: 'ok', durationMs: 1, evidence: renewed } })],
      }),
    ];
    const after = nextExpiries(before, {
      ...seen({}),
      witnesses: { ...healthyResult.witnesses, network },
      checkedAt: later(1),
    });
    expect(after[address]).toMatchObject({ at: later(1), found: [{ expiresAt: later(365) }] });
    const keyless = nextExpiries(
      { 'API keys of the remote': { at: later(0), found: [] } },
      down(1),
    );
    expect(keyless['API keys of the remote']?.at).toBe(later(0));
  });

  it('skips dates after the year 9999, which could not be read again', () => {
    const localCertificates = [
      file({ notAfter: '+275760-09-13T00:00:00.000Z' }),
      file({ path: 'ca.crt' }),
    ];
    const next = nextExpiries(
      undefined,
      seen({ credentials: { ...credentials, localCertificates } }),
    );
    expect(next['files of local node es-1']?.found.map(({ place }) => place)).toEqual(['ca.crt']);
    expect(expiryMemorySchema.parse(next)).toEqual(next);
  });

  it('stays small, and can be read again', () => {
    const remoteCertificates = Array.from({ length: 100 }, (_, index) =>
      file({
        subject: `CN=${'x'.repeat(300)}${index}`,
        path: 'p'.repeat(300),
        notAfter: later(100 - index),
        node: `es-${index % 80}`,
      }),
    );
    const memory = nextExpiries(
      undefined,
      seen({ credentials: { ...credentials, remoteCertificates } }),
    );
    expect(Object.keys(memory)).toHaveLength(50);
    expect(JSON.stringify(memory).length).toBeLessThan(60_000);
    expect(expiryMemorySchema.parse(JSON.parse(JSON.stringify(memory)))).toEqual(memory);
  });
});
