import { describe, expect, test } from 'vitest';
import { remoteInfoRequest } from '../../../../lib/collect/elasticsearch/api/remoteInfo.ts';
import { parsed, parsedRecording } from '../support/parse.ts';
import { recording } from '../support/recording.ts';

describe('remoteInfoRequest', () => {
  test('reads sniff mode', () => {
    expect(parsedRecording(remoteInfoRequest, 'a-sniff-certificate/remote-info')).toEqual({
      remote_b: {
        connected: true,
        mode: 'sniff',
        seeds: ['127.0.0.1:19201'],
        connections: 1,
        maxConnections: 3,
        skipUnavailable: true,
        hasCredentials: false,
      },
    });
  });

  test('reads proxy mode, where an empty server_name means none', () => {
    expect(parsedRecording(remoteInfoRequest, 'b-proxy-certificate/remote-info')).toEqual({
      remote_b: {
        connected: true,
        mode: 'proxy',
        seeds: [],
        proxyAddress: '127.0.0.1:19201',
        connections: 18,
        maxConnections: 18,
        skipUnavailable: true,
        hasCredentials: false,
      },
    });
  });

  test.each(['c-sniff-api-key', 'd-proxy-api-key'])(
    'cluster_credentials marks the API key model in both modes: %s',
    (scenario) => {
      expect(parsedRecording(remoteInfoRequest, `${scenario}/remote-info`)).toMatchObject({
        good_key: { hasCredentials: true },
      });
    },
  );

  test('gives the server name where one is set', () => {
    const entry = {
      connected: false,
      mode: 'proxy',
      proxy_address: 'proxy:9400',
      server_name: 'remote.example',
      num_proxy_sockets_connected: 0,
      max_proxy_socket_connections: 18,
      skip_unavailable: false,
    };
    expect(parsed(remoteInfoRequest, { r: entry })).toMatchObject({
      r: { serverName: 'remote.example', connections: 0, connected: false },
    });
  });

  test.each([
    't-versions-7.17.29-to-8.14.3/proxy-remote-info',
    't-versions-8.14.3-to-9.5.3/sniff-remote-info',
  ])('reads older versions: %s', (name) => {
    expect(parsedRecording(remoteInfoRequest, name)).toMatchObject({
      remote_b: { skipUnavailable: false, hasCredentials: false },
    });
  });

  test('is passive: a half-open link, and an API key invalidated since, still show connected', () => {
    expect(
      parsedRecording(remoteInfoRequest, 'w-half-open-proxy/certificate-frozen-remote-info'),
    ).toMatchObject({
      remote_b: { connected: true, connections: 18 },
    });
    expect(
      parsedRecording(
        remoteInfoRequest,
        'j-invalidated-api-key/while-connected-2-after-remote-info',
      ),
    ).toMatchObject({
      good_key: { connected: true },
    });
  });

  test('is passive: a recovered remote that nobody used still shows not connected', () => {
    expect(
      parsedRecording(remoteInfoRequest, 'x-recovered/sniff-4-waiting-remote-info'),
    ).toMatchObject({ remote_b: { connected: false } });
  });

  test('loses one odd entry only, and says why it is odd', () => {
    const { remote_b: good } = recording('a-sniff-certificate/remote-info').body as Record<
      string,
      object
    >;
    const body = {
      good,
      text: 'odd',
      none: null,
      noSeeds: { ...good, seeds: 'x:9300' },
      noMode: { connected: true },
    };
    expect(parsed(remoteInfoRequest, body)).toEqual({
      good: expect.objectContaining({ mode: 'sniff' }),
      text: { notUnderstood: expect.stringContaining('expected object, received string') },
      none: { notUnderstood: expect.stringContaining('expected object, received null') },
      noSeeds: { notUnderstood: expect.stringMatching(/expected array\n {2}→ at seeds/) },
      noMode: { notUnderstood: expect.stringMatching(/→ at mode/) },
    });
  });

  test('keeps what it knows of a mode that it does not', () => {
    const entry = {
      connected: true,
      mode: 'wormhole',
      skip_unavailable: false,
      cluster_credentials: '::es_redacted::',
    };
    expect(parsed(remoteInfoRequest, { r: entry })).toEqual({
      r: {
        connected: true,
        mode: 'unknown',
        seeds: [],
        skipUnavailable: false,
        hasCredentials: true,
      },
    });
  });

  test('takes __proto__ for an alias like any other', () => {
    const { remote_b: good } = recording('a-sniff-certificate/remote-info').body as Record<
      string,
      object
    >;
    const info = parsed(remoteInfoRequest, Object.fromEntries([['__proto__', good]]));
    expect(Object.entries(info)).toEqual([
      ['__proto__', expect.objectContaining({ connected: true })],
    ]);
  });

  test.each([
    [1.5, 1],
    [-1, 0],
    [1e300, Number.MAX_SAFE_INTEGER],
  ])('takes %d connections for the nearest that can be', (connections, counted) => {
    const { remote_b: good } = recording('a-sniff-certificate/remote-info').body as Record<
      string,
      object
    >;
    expect(
      parsed(remoteInfoRequest, { r: { ...good, num_nodes_connected: connections } }),
    ).toMatchObject({
      r: { connections: counted },
    });
  });

  test('reads a node without remotes', () => {
    expect(parsed(remoteInfoRequest, {})).toEqual({});
  });
});
