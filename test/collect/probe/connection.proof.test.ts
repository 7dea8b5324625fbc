import { describe, expect, test } from 'vitest';
import { hasAnswered, isAlert, withProof } from '../../../lib/collect/probe/connection.ts';
import type { TlsEvidence, TransportStep } from '../../../lib/result/network.ts';

type Failure = Extract<TransportStep, { outcome: 'failed' }>['failure'];

const ANSWERED: TransportStep = {
  outcome: 'ok',
  durationMs: 1,
  evidence: { transportVersion: 9_458_007 },
};

function failed(failure: Failure): TransportStep {
  return { outcome: 'failed', durationMs: 1, failure, message: failure };
}

function shaken(clientCertificate: TlsEvidence['clientCertificate']) {
  const evidence: TlsEvidence = {
    protocol: 'TLSv1.3',
    chain: [],
    trust: 'not-judged',
    nameMatches: true,
    clientCertificate,
  };
  return { outcome: 'ok' as const, durationMs: 1, evidence };
}

function alert(number: number): Error {
  return new Error(`SSL alert number ${number}`);
}

describe('withProof', () => {
  test.each<[string, TransportStep]>([
    ['a version', ANSWERED],
    ['an error', failed('error-answer')],
    ['another protocol', failed('elasticsearch-http')],
  ])('takes %s for the proof that the client certificate is accepted', (_what, transport) => {
    const { tls } = withProof({ tls: shaken('unknown'), transport }, undefined);
    expect(tls).toMatchObject({ outcome: 'ok', evidence: { clientCertificate: 'accepted' } });
  });

  test('takes an answer before the connection broke for it, too', () => {
    const { tls } = withProof(
      { tls: shaken('unknown'), transport: ANSWERED },
      new Error('read ECONNRESET'),
    );
    expect(tls).toMatchObject({ evidence: { clientCertificate: 'accepted' } });
  });

  test.each<[Failure, Error | undefined]>([
    ['closed', undefined],
    ['timed-out', undefined],
    ['reset', new Error('read ECONNRESET')],
    ['other', new Error('bad record mac')],
  ])('leaves it unknown where the connection is %s', (failure, ended) => {
    const spoken = { tls: shaken('unknown'), transport: failed(failure) };
    expect(withProof(spoken, ended)).toEqual(spoken);
  });

  test.each(['not-requested', 'accepted'] as const)('leaves %s as it is', (clientCertificate) => {
    const spoken = { tls: shaken(clientCertificate), transport: ANSWERED };
    expect(withProof(spoken, undefined)).toEqual(spoken);
  });

  test.each<[number, TlsEvidence['clientCertificate'], string, TlsEvidence['clientCertificate']]>([
    [116, 'unknown', 'client-certificate-rejected', 'rejected'],
    [40, 'unknown', 'client-certificate-rejected', 'rejected'],
    [40, 'not-requested', 'alert', 'not-requested'],
    [80, 'unknown', 'alert', 'unknown'],
  ])(
    'makes alert %i, certificate %s, a failure of the TLS handshake: %s',
    (number, before, failure, after) => {
      expect(
        withProof({ tls: shaken(before), transport: failed('other') }, alert(number)),
      ).toMatchObject({
        tls: {
          outcome: 'failed',
          durationMs: 1,
          failure,
          evidence: { protocol: 'TLSv1.3', clientCertificate: after },
        },
        transport: { outcome: 'not-measured', why: 'TLS handshake failed' },
      });
    },
  );
});

test('hasAnswered tells answers from silence', () => {
  expect(hasAnswered(ANSWERED)).toBe(true);
  expect(hasAnswered(failed('http'))).toBe(true);
  expect(hasAnswered(failed('closed'))).toBe(false);
  expect(hasAnswered({ outcome: 'not-measured', why: '' })).toBe(false);
});

test('isAlert knows what only a TLS server sends', () => {
  expect(isAlert('unrecognized-name')).toBe(true);
  expect(isAlert('not-tls')).toBe(false);
});
