import { describe, expect, test } from 'vitest';
import { searchRequest } from '../../../../lib/collect/elasticsearch/api/searchProbe.ts';
import { parsed, parsedRecording } from '../support/parse.ts';

const request = searchRequest('remote_b');

describe('searchRequest', () => {
  test('searches for nothing in indices that nobody has', () => {
    expect(request.path).toBe('/remote_b:connectivity-check-*/_search');
    expect(request.querystring).toEqual({ size: '0', allow_no_indices: 'true' });
  });

  test.each([
    'a-sniff-certificate/search',
    't-versions-7.17.29-to-8.14.3/sniff-search',
    't-versions-8.14.3-to-7.17.29/sniff-search',
  ])('sees that the remote was reached: %s', (name) => {
    expect(parsedRecording(request, name)).toEqual({ remote: 'reached', reasons: [] });
  });

  test('with skip_unavailable true a failure is HTTP 200 with a skipped cluster and no cause', () => {
    expect(parsedRecording(request, 'k-port-closed/sniff-search')).toEqual({
      remote: 'skipped',
      reasons: [{ type: 'connect_transport_exception', reason: 'Unable to connect to [remote_b]' }],
    });
  });

  test('a partial answer is an answer of the remote', () => {
    expect(
      parsed(request, { _clusters: { successful: 0, skipped: 0, partial: 1, failed: 0 } }),
    ).toEqual({
      remote: 'reached',
      reasons: [],
    });
  });

  test('reads a failed cluster', () => {
    const details = {
      r: {
        failures: [{ reason: { type: 'x', reason: 'y', caused_by: { type: 'z', reason: '' } } }],
      },
    };
    expect(
      parsed(request, { _clusters: { successful: 0, skipped: 0, failed: 1, details } }),
    ).toEqual({
      remote: 'failed',
      reasons: [
        { type: 'x', reason: 'y' },
        { type: 'z', reason: '' },
      ],
    });
  });

  test('sees no remote where 7.17 has no such alias: it answers 200 without _clusters', () => {
    expect(parsed(request, { took: 0, hits: { hits: [] } })).toEqual({ reasons: [] });
  });

  test('sees no remote where all counts are 0', () => {
    expect(parsed(request, { _clusters: { successful: 0, skipped: 0 } })).toEqual({ reasons: [] });
  });
});
