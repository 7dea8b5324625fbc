import { expect, test } from 'vitest';
import {
  crossClusterAccessHeaders,
  systemAuthenticationHeaders,
} from '../../../lib/collect/transport/authentication.ts';

test('systemAuthenticationHeaders gives the user of the API key model without the number of role descriptors', () => {
  const headers = systemAuthenticationHeaders(8_841_064);
  const subject =
    crossClusterAccessHeaders('', 8_841_064).get('_cross_cluster_access_subject_info') ?? '';
  const expected = Buffer.from(subject, 'base64').subarray(0, -1).toString('base64');
  expect([...headers]).toEqual([['_xpack_security_authentication', expected]]);
});
