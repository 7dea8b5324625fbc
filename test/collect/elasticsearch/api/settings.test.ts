import { describe, expect, test } from 'vitest';
import { clusterSettingsRequest } from '../../../../lib/collect/elasticsearch/api/settings.ts';
import { parsed, parsedRecording } from '../support/parse.ts';

describe('clusterSettingsRequest', () => {
  test('reads flat settings, lists as lists', () => {
    expect(parsedRecording(clusterSettingsRequest, 'a-sniff-certificate/settings')).toEqual({
      'cluster.remote.remote_b.mode': 'sniff',
      'cluster.remote.remote_b.seeds': ['127.0.0.1:19201'],
    });
  });

  test('transient settings win over persistent ones', () => {
    const body = {
      persistent: { 'cluster.remote.a.skip_unavailable': 'true', 'cluster.remote.a.mode': 'proxy' },
      transient: { 'cluster.remote.a.skip_unavailable': 'false' },
    };
    expect(parsed(clusterSettingsRequest, body)).toEqual({
      'cluster.remote.a.skip_unavailable': 'false',
      'cluster.remote.a.mode': 'proxy',
    });
  });

  test('keeps nothing but remote clusters', () => {
    expect(
      parsed(clusterSettingsRequest, {
        persistent: { 'cluster.routing.allocation.enable': 'all' },
      }),
    ).toEqual({});
  });

  test('reads the empty answer that filter_path leaves of no settings', () => {
    expect(parsed(clusterSettingsRequest, {})).toEqual({});
  });

  test('asks for flat settings: their keys match a filter only whole, with a star at the end', () => {
    expect(clusterSettingsRequest.querystring).toEqual({
      flat_settings: 'true',
      filter_path: 'persistent.cluster*,transient.cluster*',
    });
  });
});
