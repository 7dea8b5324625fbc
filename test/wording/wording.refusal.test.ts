import { expect, test } from 'vitest';
import { decodeExceptionChain } from '../../lib/collect/transport/exceptionChain.ts';
import { refusalKind } from '../../lib/wording/wording.ts';
import { recordedFrames } from '../collect/transport/bytes.ts';
import { frameOf } from '../collect/transport/recordedAnswers.ts';

const kindOf = (reason: string) =>
  refusalKind([
    { type: 'RemoteTransportException', reason: '[node][ip][action]' },
    { type: 'E', reason },
  ]);

test('refusalKind tells the recorded errors apart', () => {
  const errors = [...recordedFrames()].filter(([file]) => file.includes('-error-'));
  const kinds = errors.map(
    ([file, bytes]) =>
      `${file.replace('.hex', '')}: ${refusalKind(decodeExceptionChain(frameOf(bytes).body))}`,
  );
  expect(kinds).toMatchInlineSnapshot(`
    [
      "8.19.21-error-expired.answer-1: key-expired",
      "8.19.21-error-key-on-transport-port.answer-1: credentials-missing",
      "8.19.21-error-no-key.answer-1: key-missing",
      "8.19.21-error-no-key.answer-2: key-missing",
      "8.19.21-error-not-base64.answer-1: key-malformed",
      "8.19.21-error-not-base64.answer-2: key-malformed",
      "8.19.21-error-revoked.answer-1: unauthenticated",
      "8.19.21-error-revoked.answer-2: key-revoked",
      "8.19.21-error-type-rest.answer-1: key-type-wrong",
      "8.19.21-error-unknown-id.answer-1: key-unknown",
      "8.19.21-error-wrong-secret.answer-1: unauthenticated",
      "8.19.21-error-wrong-secret.answer-2: key-secret-wrong",
      "9.5.3-error-expired.answer-1: key-expired",
      "9.5.3-error-key-on-transport-port.answer-1: credentials-missing",
      "9.5.3-error-no-key.answer-1: key-missing",
      "9.5.3-error-no-key.answer-2: key-missing",
      "9.5.3-error-not-base64.answer-1: key-malformed",
      "9.5.3-error-not-base64.answer-2: key-malformed",
      "9.5.3-error-revoked.answer-1: key-revoked",
      "9.5.3-error-type-rest.answer-1: key-type-wrong",
      "9.5.3-error-unknown-id.answer-1: key-unknown",
      "9.5.3-error-wrong-secret.answer-1: unauthenticated",
      "9.5.3-error-wrong-secret.answer-2: key-secret-wrong",
    ]
  `);
});

test.each([
  [
    'API key (type:[cross_cluster], id:[x]) requires certificate identity matching [CN=local], but no certificate was provided',
    'certificate-identity-missing',
  ],
  ['current license is non-compliant for [advanced-remote-cluster-security]', 'license'],
  ['No handler for action [cluster:internal/remote_cluster/nodes]', 'action-unknown'],
  ['error attempting to authenticate request', 'unauthenticated'],
  ['parent circuit breaker tripped', 'other'],
])('refusalKind takes "%s" for %s', (reason, kind) => {
  expect(kindOf(reason)).toBe(kind);
});

test('refusalKind of nothing that could be read is other', () => {
  expect(refusalKind([])).toBe('other');
});

test('refusalKind looks for the id of a key nearby only, however often a text begins to name one', () => {
  const evil = 'api key ['.repeat(100_000);
  expect(kindOf(evil)).toBe('other');
  expect(kindOf('api key [VuaCfGcBCdbkQm-e5aOx] has been invalidated')).toBe('key-revoked');
});
