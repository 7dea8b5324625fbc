import { describe, expect, test } from 'vitest';
import { nodesRequest } from '../../../../lib/collect/elasticsearch/api/nodes.ts';
import { parsed, parsedRecording } from '../support/parse.ts';

describe('nodesRequest', () => {
  test('reads roles, attributes and both publish addresses', () => {
    expect(parsedRecording(nodesRequest, 'a-sniff-certificate/remote-nodes')).toEqual([
      {
        id: '8gXQ-3bHS1uy6fS6nHiB1Q',
        name: 'r95-0',
        version: '9.5.3',
        roles: expect.arrayContaining(['master', 'data', 'remote_cluster_client']),
        attributes: { 'xpack.installed': 'true' },
        transportAddress: '127.0.0.1:19201',
        remoteClusterServerAddress: '127.0.0.1:19202',
        settings: {},
      },
    ]);
  });

  test('reads 7.17, which has neither attributes nor a remote cluster server here', () => {
    const [node] = parsedRecording(nodesRequest, 't-versions-7.17.29-to-8.14.3/sniff-nodes');
    expect(node).toMatchObject({
      name: 'p717-0',
      version: '7.17.29',
      attributes: {},
      transportAddress: '127.0.0.1:19201',
    });
    expect(node).not.toHaveProperty('remoteClusterServerAddress');
    expect(node).not.toHaveProperty('transportVersion');
  });

  test('reads all nodes of a cluster with dedicated masters and node attributes', () => {
    const names = parsedRecording(nodesRequest, 's-node-attribute/matching-node-remote-nodes').map(
      ({ attributes }) => attributes['gateway'],
    );
    expect(names.toSorted()).toEqual(['true', undefined, undefined, undefined]);
  });

  test('gives the transport version as a number and the settings flat', () => {
    const node = {
      name: 'n',
      version: '9.5.3',
      transport_version: 9_458_007,
      settings: { 'xpack.security.enabled': 'true' },
    };
    expect(parsed(nodesRequest, { nodes: { id: node } })).toEqual([
      {
        id: 'id',
        name: 'n',
        version: '9.5.3',
        transportVersion: 9_458_007,
        roles: [],
        attributes: {},
        settings: { 'xpack.security.enabled': 'true' },
      },
    ]);
  });

  test('asks for whole flat keys, since a dot inside one does not part it for filter_path', () => {
    expect(nodesRequest.querystring?.['flat_settings']).toBe('true');
    expect(nodesRequest.querystring?.['filter_path']?.split(',')).toContain(
      'nodes.*.settings.xpack*',
    );
  });
});
