import { describe, expect, it } from 'vitest';
import type { Instant } from '../../../lib/instant.ts';
import type { AddressProbe } from '../../../lib/result/network.ts';
import {
  acceptedIdentity,
  issuersSeen,
  nextIdentity,
} from '../../../lib/state/baseline/clusterIdentity.ts';
import {
  certificate,
  deadEndpoint,
  endpoint,
  failedTls,
  probe,
  tlsEvidence,
} from '../../support/facts.ts';
import { healthyResult } from '../../support/results.ts';

const EARLIER = '2026-11-01T00:00:00.000Z' as const;
const NOW = '2026-11-24T00:00:00.000Z' as const;

function shown(...issuers: readonly string[]): AddressProbe[] {
  return issuers.map((issuer) =>
    probe(undefined, {
      endpoints: [
        endpoint({
          tls: {
            outcome: 'ok',
            durationMs: 1,
            evidence: tlsEvidence({
              chain: [certificate({ issuer }), certificate({ issuer: 'CN=root' })],
            }),
          },
        }),
      ],
    }),
  );
}

function seen(uuid: string | undefined, network: AddressProbe[], checkedAt: Instant = NOW) {
  const { remoteClusterUuid: _, ...result } = healthyResult;
  return {
    ...result,
    ...(uuid === undefined ? {} : { remoteClusterUuid: uuid }),
    witnesses: { ...result.witnesses, network },
    checkedAt,
  };
}

describe('issuersSeen', () => {
  it('are those of the leaf certificates, also after a TLS failure, each once', () => {
    const failed = probe(undefined, {
      endpoints: [
        failedTls('alert', { chain: [certificate({ issuer: 'CN=b' })] }),
        failedTls('closed'),
        deadEndpoint(),
      ],
    });
    expect(issuersSeen([...shown('CN=c', 'CN=a', 'CN=c'), failed])).toEqual([
      'CN=a',
      'CN=b',
      'CN=c',
    ]);
  });

  it('are no more and no longer than is worth remembering', () => {
    const many = issuersSeen(
      shown(...Array.from({ length: 30 }, (_, index) => `CN=${index}${'x'.repeat(1000)}`)),
    );
    expect(many).toHaveLength(10);
    expect(Math.max(...many.map(({ length }) => length))).toBe(300);
  });
});

describe('nextIdentity', () => {
  it('remembers who was seen first, and when', () => {
    expect(nextIdentity(undefined, seen('a', shown('CN=ca'), EARLIER))).toEqual({
      clusterUuid: { uuid: 'a', since: EARLIER },
      issuers: { names: ['CN=ca'], since: EARLIER },
    });
  });

  it('keeps it regardless of later observations', () => {
    const first = nextIdentity(undefined, seen('a', shown('CN=ca'), EARLIER));
    expect(nextIdentity(first, seen('b', shown('CN=other')))).toEqual(first);
    expect(nextIdentity(first, seen(undefined, []))).toEqual(first);
  });

  it('adds parts that were unknown before', () => {
    const blind = nextIdentity(undefined, seen(undefined, [], EARLIER));
    expect(blind).toEqual({});
    expect(nextIdentity(blind, seen('a', shown('CN=ca'))).clusterUuid).toEqual({
      uuid: 'a',
      since: NOW,
    });
  });
});

describe('acceptedIdentity', () => {
  const accepted = { at: NOW, reason: 'rebuilt' };
  it('accepts the current identity with the reason', () => {
    const first = nextIdentity(undefined, seen('a', shown('CN=ca'), EARLIER));
    expect(acceptedIdentity(first, seen('b', shown('CN=new')), accepted)).toEqual({
      clusterUuid: { uuid: 'b', since: NOW },
      issuers: { names: ['CN=new'], since: NOW },
      accepted,
    });
  });

  it('keeps parts that the check did not see', () => {
    const first = nextIdentity(undefined, seen('a', shown('CN=ca'), EARLIER));
    expect(acceptedIdentity(first, seen(undefined, []), accepted)).toEqual({ ...first, accepted });
    expect(acceptedIdentity(undefined, seen(undefined, []), accepted)).toEqual({ accepted });
  });
});
