import { describe, expect, test } from 'vitest';
import { contradictionsOf } from '../../../lib/collect/elasticsearch/registrations.ts';

describe('contradictionsOf', () => {
  test.each([
    ['sniff', { seeds: ['a:9300', 'b:9300'] }],
    [
      'proxy',
      { mode: 'proxy', proxy_address: 'a:9400', server_name: 'x', proxy_socket_connections: '18' },
    ],
  ] as const)('finds none in a sound registration: %s', (mode, settings) => {
    expect(contradictionsOf('r', mode, settings)).toEqual([]);
  });

  test.each([
    [
      'sniff',
      { seeds: 'a:1', proxy_address: 'p:2' },
      'cluster.remote.r.proxy_address is set to p:2, but the mode is sniff',
    ],
    [
      'sniff',
      { seeds: 'a:1', server_name: 'x' },
      'cluster.remote.r.server_name is set to x, but the mode is sniff',
    ],
    [
      'sniff',
      { seeds: 'a:1', proxy_socket_connections: '9' },
      'cluster.remote.r.proxy_socket_connections is set to 9, but the mode is sniff',
    ],
    ['sniff', { mode: 'sniff' }, 'The mode is sniff, but cluster.remote.r.seeds is not set'],
    [
      'proxy',
      { proxy_address: 'p:2', seeds: ['a:1', 'b:1'] },
      'cluster.remote.r.seeds is set to a:1,b:1, but the mode is proxy',
    ],
    [
      'proxy',
      { proxy_address: 'p:2', node_connections: '5' },
      'cluster.remote.r.node_connections is set to 5, but the mode is proxy',
    ],
    [
      'proxy',
      { mode: 'proxy' },
      'The mode is proxy, but cluster.remote.r.proxy_address is not set',
    ],
    [
      'sniff',
      { seeds: 'a:1', proxy: 'p:9' },
      'cluster.remote.r.proxy is deprecated and set to p:9: it sends every connection of sniff mode there',
    ],
    [
      'proxy',
      { proxy_address: 'p:2', proxy: 'p:9' },
      'cluster.remote.r.proxy is deprecated and set to p:9: it has no effect in proxy mode',
    ],
  ] as const)('%s with %j', (mode, settings, words) => {
    expect(contradictionsOf('r', mode, settings)).toEqual([words]);
  });

  test('finds all at once', () => {
    expect(contradictionsOf('r', 'proxy', { mode: 'proxy', seeds: 'a:1' })).toHaveLength(2);
  });

  test('says nothing where the mode or the settings are not known', () => {
    expect(contradictionsOf('r', 'unknown', { seeds: 'a:1', proxy_address: 'p:2' })).toEqual([]);
    expect(contradictionsOf('r', 'sniff', {})).toEqual([]);
  });
});
