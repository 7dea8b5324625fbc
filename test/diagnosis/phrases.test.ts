import { expect, test } from 'vitest';
import { apiKeyIdIn, causeOfText, failedGatewayIn } from '../../lib/diagnosis/phrases.ts';

test.each([
  ['API key: api key is expired', 'api-key-expired'],
  [
    'unable to authenticate user [x] for action [cluster:internal/remote_cluster/handshake]',
    'api-key-invalid',
  ],
  ['error attempting to authenticate request', 'api-key-invalid'],
  [
    '(certificate_expired) PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed',
    'certificate-expired',
  ],
  ['Received fatal alert: certificate_expired', 'client-certificate-expired'],
  ['Received fatal alert: certificate_required', 'client-certificate-required'],
  ['handshake failed. unexpected remote cluster name Cluster [billing]', 'identity-changed'],
  ['[][10.0.0.1:9300] connect_timeout[30s]', 'connection-timed-out'],
])('causeOfText takes "%s" for %s', (text, code) => {
  expect(causeOfText(text)).toBe(code);
});

test.each([
  'handshake failed because connection reset',
  'Unable to connect to [dr]',
  'something new',
])('causeOfText names no cause for "%s", which fits several or none', (text) => {
  expect(causeOfText(text)).toBeUndefined();
});

test('the values of the same sentences come from the same place', () => {
  expect(apiKeyIdIn('unable to find apikey with id 9KghCqIBPJKsa1rmc-0v')).toBe(
    '9KghCqIBPJKsa1rmc-0v',
  );
  expect(failedGatewayIn('[es-2][10.0.0.2:9300] connect_exception')?.node).toBe('es-2');
});
