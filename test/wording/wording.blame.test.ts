import { describe, expect, test } from 'vitest';
import { reasonsOf } from '../../lib/collect/elasticsearch/failure.ts';
import { isAboutOurUser, isBetweenClusters } from '../../lib/wording/wording.ts';
import { recording } from '../collect/elasticsearch/support/recording.ts';

const OURS = [
  'action [indices:admin/resolve/cluster] is unauthorized for user [weak] with effective roles [], this action is granted by the index privileges [read,all]',
  'action [indices:admin/resolve/cluster] towards remote cluster [ok] is unauthorized for user [weak] with effective roles [] because no remote indices privileges apply for the target cluster',
  'action [indices:data/read/search] towards remote cluster is unauthorized for user [x] with assigned roles [r] authenticated by API key id [k] of user [y] on indices [*]',
  'action [indices:data/read/search] is unauthorized for API key id [k] of user [checker] on indices [connectivity-check-*]',
  'unable to authenticate user [elastic] for REST request [/_remote/info]',
  'missing authentication credentials for REST request [/_remote/info]',
  'unable to authenticate with provided credentials and anonymous access is not allowed for this request',
];

test('a text of nothing but opening brackets is read as fast as any other', () => {
  expect(isAboutOurUser('action ['.repeat(150_000))).toBe(false);
});

const BETWEEN = [
  'unable to authenticate user [5G8LCqIB1e8_Sxn6T5pe] for action [cluster:internal/remote_cluster/handshake]',
  'unable to find apikey with id 4W8LCqIB1e8_Sxn6QJpX',
  'authentication expected API key type of [cross_cluster], but API key [4m8LCqIB1e8_Sxn6S5r1] has type [rest]',
  'api key [4W8LCqIB1e8_Sxn6QJpX] has been invalidated',
  'java.lang.IllegalArgumentException: Cross cluster requests through the dedicated remote cluster server port require transport header [_cross_cluster_access_credentials] but none found.',
  'missing authentication credentials for action [cluster:internal/remote_cluster/handshake]',
  'action [cluster:internal/remote_cluster/handshake] towards remote cluster is unauthorized for user [_cross_cluster_access] with assigned roles []',
  'current license is non-compliant for [advanced-remote-cluster-security]',
];

function one(reason: string) {
  return [{ type: 'security_exception', reason }];
}

describe('isAboutOurUser', () => {
  test.each(OURS)('true: %s', (text) => {
    expect(isAboutOurUser(text)).toBe(true);
  });

  test.each([...BETWEEN, 'error attempting to authenticate request', 'Connection refused'])(
    'false: %s',
    (text) => {
      expect(isAboutOurUser(text)).toBe(false);
    },
  );
});

describe('isBetweenClusters', () => {
  test.each(BETWEEN)('true: %s', (text) => {
    expect(isBetweenClusters(one(text))).toBe(true);
  });

  test.each([...OURS, 'token expired', ''])(
    'false, so that an unknown text proves nothing about the remote: %s',
    (text) => {
      expect(isBetweenClusters(one(text))).toBe(false);
    },
  );

  test('reads the whole chain: the outermost text of a malformed key could be about anybody', () => {
    const reasons = reasonsOf(
      recording('g-wrong-api-key/sniff-skip-unavailable-false-search').body,
    );
    expect(reasons[0]?.reason).toBe('error attempting to authenticate request');
    expect(isBetweenClusters(reasons)).toBe(true);
  });

  test('a failed API key of our own user is not between clusters', () => {
    const reasons = [
      ...one(OURS[6] ?? ''),
      { type: 'additional_unsuccessful_credentials', reason: 'API key: invalid ApiKey value' },
    ];
    expect(isBetweenClusters(reasons)).toBe(false);
  });
});
