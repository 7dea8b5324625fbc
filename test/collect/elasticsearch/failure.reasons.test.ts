import { describe, expect, test } from 'vitest';
import {
  flattenException,
  flattenExceptions,
  reasonsOf,
} from '../../../lib/collect/elasticsearch/failure.ts';
import { recording } from './support/recording.ts';

describe('reasonsOf', () => {
  test('gives the chain of caused_by, outermost first, as a sniff mode failure has it', () => {
    expect(
      reasonsOf(
        recording('n-remote-certificate-expired/certificate-sniff-skip-unavailable-false-search')
          .body,
      ),
    ).toEqual([
      { type: 'connect_transport_exception', reason: '[][127.0.0.1:19204] connect_exception' },
      {
        type: 's_s_l_handshake_exception',
        reason:
          '(certificate_expired) PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed',
      },
      {
        type: 'validator_exception',
        reason:
          'PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed',
      },
      { type: 'cert_path_validator_exception', reason: 'validity check failed' },
      { type: 'certificate_expired_exception', reason: 'NotAfter: Fri Jan 01 00:00:00 UTC 2021' },
    ]);
  });

  test('goes into suppressed[], where a proxy mode failure keeps its chain', () => {
    expect(reasonsOf(recording('k-port-closed/proxy-skip-unavailable-false-search').body)).toEqual([
      {
        type: 'no_seed_node_left_exception',
        reason:
          'Unable to open any proxy connections to cluster [remote_b] at address [127.0.0.1:19699], configuredAddress=[127.0.0.1:19699], configuredServerName=[]',
      },
      { type: 'connect_transport_exception', reason: '[][127.0.0.1:19699] connect_exception' },
      { type: 'annotated_connect_exception', reason: 'Connection refused: /127.0.0.1:19699' },
      { type: 'connect_exception', reason: 'Connection refused' },
    ]);
  });

  test('appends additional_unsuccessful_credentials, which tells an expired key from an invalidated one', () => {
    const expired = reasonsOf(
      recording('i-expired-api-key/sniff-skip-unavailable-false-search').body,
    );
    const invalidated = reasonsOf(
      recording('j-invalidated-api-key/sniff-skip-unavailable-false-search').body,
    );
    expect(expired[1]).toEqual({
      type: 'additional_unsuccessful_credentials',
      reason: 'API key: api key is expired',
    });
    expect(invalidated[1]).toEqual({
      type: 'additional_unsuccessful_credentials',
      reason: 'API key: api key [r-oeCqIB56GBebkz_77c] has been invalidated',
    });
  });

  test.each([[undefined], ['<html>Bad gateway</html>'], [[1, 2]], [null], [{}]])(
    'gives nothing for the body %j',
    (body) => {
      expect(reasonsOf(body)).toEqual([]);
    },
  );
});

describe('flattenExceptions', () => {
  test('takes several in turn, 50 links of all together', () => {
    const errors = Array.from({ length: 30 }, (_, index) => ({
      type: String(index),
      reason: '',
      caused_by: { type: 'cause', reason: '' },
    }));
    expect(flattenExceptions(errors.slice(0, 2)).map(({ type }) => type)).toEqual([
      '0',
      'cause',
      '1',
      'cause',
    ]);
    expect(flattenExceptions(errors).slice(-2)).toMatchObject([
      { type: 'cause' },
      { type: 'not-shown' },
    ]);
    expect(flattenExceptions(errors)).toHaveLength(51);
    expect(flattenExceptions(Array(51).fill({}))).toEqual([
      { type: 'not-shown', reason: expect.any(String) },
    ]);
  });
});

describe('flattenException', () => {
  test('takes an error that is a bare text', () => {
    expect(flattenException('no handler found for uri [/x] and method [GET]')).toEqual([
      { type: 'error', reason: 'no handler found for uri [/x] and method [GET]' },
    ]);
  });

  test('takes several suppressed exceptions in turn, each with its own cause, after the cause of the outer one', () => {
    const error = {
      type: 'outer',
      reason: '1',
      suppressed: [
        { type: 'first', reason: '3', caused_by: { type: 'deep', reason: '4' } },
        { type: 'second', reason: '5' },
      ],
      caused_by: { type: 'cause', reason: '2' },
    };
    expect(flattenException(error).map(({ reason }) => reason)).toEqual(['1', '2', '3', '4', '5']);
  });

  test('makes do with links that lack a type or a reason, and skips what is no link', () => {
    const error = {
      type: 'null_pointer_exception',
      reason: null,
      caused_by: { reason: 'only a reason', caused_by: 'text', suppressed: 'text' },
    };
    expect(flattenException(error)).toEqual([
      { type: 'null_pointer_exception', reason: '' },
      { type: '', reason: 'only a reason' },
    ]);
  });

  test('goes on behind a link that says nothing', () => {
    expect(flattenException({ caused_by: { type: 'x', reason: 'y' } })).toEqual([
      { type: 'x', reason: 'y' },
    ]);
  });

  test('reads a list of hundreds of thousands as fast as a short one, and says that there is more', () => {
    const error = {
      type: 't',
      reason: 'r',
      suppressed: Array(300_000).fill(0),
      caused_by: { type: 'c', reason: 'd' },
    };
    expect(flattenException(error)).toEqual([
      { type: 't', reason: 'r' },
      { type: 'c', reason: 'd' },
      { type: 'not-shown', reason: 'exceptions beyond the first 50 are not read' },
    ]);
  });

  test('reads long lists in long lists', () => {
    const suppressed = Array(20_000).fill(0);
    let nested: object = { suppressed };
    for (let depth = 0; depth < 100; depth += 1) nested = { suppressed: [nested, ...suppressed] };
    expect(flattenException({ type: 't', reason: 'r', caused_by: nested })).toHaveLength(2);
  });

  test('follows a chain as deep as it may be', () => {
    let error: object = { type: 'deepest', reason: '' };
    for (let depth = 0; depth < 100_000; depth += 1) error = { caused_by: error };
    expect(flattenException(error)).toEqual([{ type: 'deepest', reason: '' }]);
  });

  test('stops after 50 links', () => {
    const suppressed = Array.from({ length: 1_000 }, (_, index) => ({
      type: 'x',
      reason: String(index),
    }));
    const reasons = flattenException({ type: 'outer', reason: '', suppressed });
    expect(reasons).toHaveLength(51);
    expect(reasons.at(-1)).toEqual({
      type: 'not-shown',
      reason: 'exceptions beyond the first 50 are not read',
    });
  });
});
