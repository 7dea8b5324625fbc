import { expect, test } from 'vitest';
import {
  apiKeyIdIn,
  failedGatewayIn,
  meaningOf,
  meaningOfReason,
  says,
  valuesIn,
} from '../../lib/wording/wording.ts';
import { SAID } from './said.ts';

test.each(SAID)('%s: %s', (meaning, text) => {
  expect(meaningOf(text)).toBe(meaning);
});

test('a text that no table knows has no meaning, and no values', () => {
  expect(meaningOf('something new')).toBeUndefined();
  expect(valuesIn('something new')).toEqual({});
});

test('an exception without a text of its own speaks by its name, and by its text if it has one', () => {
  expect(meaningOfReason({ type: 'unresolved_address_exception', reason: '' })).toBe(
    'name-not-resolved',
  );
  expect(meaningOfReason({ type: 'connect_timeout_exception', reason: 'Connection refused' })).toBe(
    'connection-refused',
  );
  expect(meaningOfReason({ type: 'runtime_exception', reason: '' })).toBeUndefined();
});

test('the values of a text have names', () => {
  expect(
    valuesIn(
      'handshake with [{dr#10.0.0.1:9300}] failed: remote cluster name [billing] does not match expected remote cluster name [archive]',
    ),
  ).toEqual({ found: 'billing', expected: 'archive' });
  expect(valuesIn('unknown host [https://my-deploy.example]')).toEqual({
    host: 'https://my-deploy.example',
  });
  expect(
    valuesIn(
      '[parent] Data too large, data for [<transport_request>] would be [164/164b], which is larger than the limit of [163/163b]',
    ),
  ).toEqual({ what: '<transport_request>', size: '164/164b', limit: '163/163b' });
});

test('groups without a value are left out', () => {
  expect(valuesIn('remote cluster name [billing] does not match another')).toEqual({
    found: 'billing',
  });
});

test('one text may say several things', () => {
  const text =
    'action [a] is unauthorized for user [u]\nnode [x] does not have the remote cluster client role enabled';
  expect(says('local-node-without-role', text)).toBe(true);
  expect(says('insufficient-privileges', text)).toBe(true);
  expect(says('api-missing', text)).toBe(false);
});

test.each([
  ['unable to find apikey with id 9KghCqIBPJKsa1rmc-0v', '9KghCqIBPJKsa1rmc-0v'],
  ['invalid credentials for API key [9KghCqIBPJKsa1rmc-0v]', '9KghCqIBPJKsa1rmc-0v'],
  ['unable to authenticate user [9KghCqIBPJKsa1rmc-0v] for action [x]', '9KghCqIBPJKsa1rmc-0v'],
  ['api key is expired', undefined],
])('apiKeyIdIn %s', (text, id) => {
  expect(apiKeyIdIn(text)).toBe(id);
});

test('failedGatewayIn reads the node and the address, and needs both', () => {
  expect(failedGatewayIn('[es-2][10.0.0.2:9300] connect_timeout[30s]')).toEqual({
    node: 'es-2',
    address: '10.0.0.2:9300',
  });
  expect(failedGatewayIn('[][10.0.0.2:9300] connect_exception')).toBeUndefined();
});
