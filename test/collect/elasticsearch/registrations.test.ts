import { describe, expect, test } from 'vitest';
import { remoteInfoRequest } from '../../../lib/collect/elasticsearch/api/remoteInfo.ts';
import { clusterSettingsRequest } from '../../../lib/collect/elasticsearch/api/settings.ts';
import { registrationsOf } from '../../../lib/collect/elasticsearch/registrations.ts';
import type { LocalFacts, NodeInfo, RemoteInfo } from '../../../lib/facts/facts.ts';
import { answered, localNode, node, notAnswered } from '../../support/facts.ts';
import { parsedRecording } from './support/parse.ts';

const SECURE = { 'xpack.security.enabled': 'true', 'xpack.security.transport.ssl.enabled': 'true' };

function facts(overrides: Partial<LocalFacts>): LocalFacts {
  return {
    name: 'eu',
    nodesAsked: [],
    nodes: answered([node({ settings: SECURE })]),
    settings: answered({}),
    certificates: notAnswered('not-asked'),
    ...overrides,
  };
}

function recorded(scenario: string, overrides: Partial<LocalFacts> = {}): LocalFacts {
  return facts({
    nodesAsked: [
      localNode({
        remoteInfo: answered(parsedRecording(remoteInfoRequest, `${scenario}/remote-info`)),
      }),
    ],
    settings: answered(parsedRecording(clusterSettingsRequest, `${scenario}/settings`)),
    ...overrides,
  });
}

function withSettings(settings: NodeInfo['settings']): Pick<LocalFacts, 'nodes'> {
  return { nodes: answered([node({ settings: { ...SECURE, ...settings } })]) };
}

describe('registrationsOf', () => {
  test('does not know the mode that a later version may have, unless another node does', () => {
    const later = {
      connected: true,
      mode: 'unknown',
      seeds: [],
      skipUnavailable: false,
      hasCredentials: false,
    } as const;
    const nodes = (...infos: readonly RemoteInfo[]) =>
      infos.map((info) => localNode({ remoteInfo: answered({ r: info }) }));
    expect(registrationsOf(facts({ nodesAsked: nodes(later) }))).toMatchObject([
      { alias: 'r', mode: 'unknown', contradictions: [] },
    ]);
    expect(
      registrationsOf(facts({ nodesAsked: nodes(later, { ...later, mode: 'proxy' }) })),
    ).toMatchObject([{ mode: 'proxy' }]);
  });

  test('knows an alias whose entry is not understood', () => {
    const remoteInfo = answered({ r: { notUnderstood: 'why' } });
    expect(registrationsOf(facts({ nodesAsked: [localNode({ remoteInfo })] }))).toMatchObject([
      { alias: 'r', configuredIn: 'unknown' },
    ]);
  });

  test('takes time in proportion to the number of aliases and nodes', () => {
    const aliases = Array.from(
      { length: 5_000 },
      (_, index) => [`cluster.remote.a${index}.seeds`, 'x:9300'] as const,
    );
    const many = Array.from({ length: 2_000 }, () =>
      node({ settings: { ...SECURE, ...Object.fromEntries(aliases.slice(0, 20)) } }),
    );
    expect(
      registrationsOf(
        facts({ nodes: answered(many), settings: answered(Object.fromEntries(aliases)) }),
      ),
    ).toHaveLength(5_000);
  });

  test('sniff mode, certificate model', () => {
    expect(registrationsOf(recorded('a-sniff-certificate'))).toEqual([
      {
        cluster: 'eu',
        alias: 'remote_b',
        mode: 'sniff',
        seeds: ['127.0.0.1:19201'],
        skipUnavailable: true,
        skipUnavailableExplicit: false,
        securityModel: 'certificate',
        transportTls: true,
        verificationMode: 'full',
        connectionsPerCluster: 3,
        configuredIn: 'cluster-settings',
        contradictions: [],
      },
    ]);
  });

  test('proxy mode, API key model', () => {
    expect(registrationsOf(recorded('d-proxy-api-key'))).toEqual([
      {
        cluster: 'eu',
        alias: 'good_key',
        mode: 'proxy',
        seeds: [],
        proxyAddress: '127.0.0.1:19202',
        skipUnavailable: true,
        skipUnavailableExplicit: false,
        securityModel: 'api-key',
        transportTls: true,
        verificationMode: 'full',
        connectionsPerCluster: 3,
        configuredIn: 'cluster-settings',
        contradictions: [],
      },
    ]);
  });

  test('one node with a key makes it the API key model', () => {
    const [withKey, withoutKey] = ['with', 'without'].map((which) =>
      localNode({
        remoteInfo: answered(
          parsedRecording(remoteInfoRequest, `v-key-on-one-node/node-${which}-key-remote-info`),
        ),
      }),
    );
    const nodesAsked = [withoutKey, withKey].filter((asked) => asked !== undefined);
    const models = registrationsOf(facts({ nodesAsked })).map(({ alias, securityModel }) => [
      alias,
      securityModel,
    ]);
    expect(models).toContainEqual(['good_key', 'api-key']);
  });

  test('a remote that is in no cluster setting is configured in elasticsearch.yml', () => {
    const settings = {
      'cluster.remote.remote_b.seeds': '127.0.0.1:19201',
      'cluster.remote.remote_b.skip_unavailable': 'true',
    };
    const [registration] = registrationsOf(
      recorded('a-sniff-certificate', { settings: answered({}), ...withSettings(settings) }),
    );
    expect(registration).toMatchObject({
      configuredIn: 'node-settings',
      skipUnavailableExplicit: true,
    });
  });

  test('a remote that no setting shows must be in elasticsearch.yml of a node that hides it', () => {
    const [registration] = registrationsOf(
      recorded('a-sniff-certificate', {
        settings: answered({}),
        nodes: notAnswered('not-authorized'),
      }),
    );
    expect(registration).toMatchObject({ configuredIn: 'node-settings', securityModel: 'unknown' });
    expect(registration).not.toHaveProperty('skipUnavailableExplicit');
  });

  test('does not know where it is configured if cluster settings cannot be read', () => {
    const [registration] = registrationsOf(
      recorded('a-sniff-certificate', { settings: notAnswered('not-authorized') }),
    );
    expect(registration).toMatchObject({ configuredIn: 'unknown', skipUnavailable: true });
    expect(registration).not.toHaveProperty('skipUnavailableExplicit');
  });

  test('skip_unavailable that a setting gives is explicit', () => {
    const settings = answered({
      'cluster.remote.remote_b.seeds': ['127.0.0.1:19201'],
      'cluster.remote.remote_b.skip_unavailable': 'false',
    });
    const registration = registrationsOf(recorded('a-sniff-certificate', { settings }))[0];
    expect(registration).toMatchObject({ skipUnavailableExplicit: true });
  });

  test('an alias that settings give and no node lists is registered all the same, its mode sniff by default', () => {
    const settings = answered({
      'cluster.remote.lost.seeds': 'a:9300, b:9300',
      'cluster.remote.lost.skip_unavailable': 'true',
    });
    expect(registrationsOf(facts({ settings }))).toMatchObject([
      {
        alias: 'lost',
        mode: 'sniff',
        seeds: ['a:9300', 'b:9300'],
        skipUnavailable: true,
        connectionsPerCluster: 3,
      },
    ]);
  });

  test('proxy mode from settings, with a server name', () => {
    const prefix = 'cluster.remote.p';
    const settings = answered({
      [`${prefix}.mode`]: 'PROXY',
      [`${prefix}.proxy_address`]: 'p:9400',
      [`${prefix}.server_name`]: 'x',
    });
    expect(registrationsOf(facts({ settings }))[0]).toMatchObject({
      mode: 'proxy',
      seeds: [],
      proxyAddress: 'p:9400',
      serverName: 'x',
    });
  });

  test('proxy mode without an address is a contradiction', () => {
    const [registration] = registrationsOf(
      facts({ settings: answered({ 'cluster.remote.p.mode': 'proxy' }) }),
    );
    expect(registration).toMatchObject({
      mode: 'proxy',
      contradictions: ['The mode is proxy, but cluster.remote.p.proxy_address is not set'],
    });
    expect(registration).not.toHaveProperty('proxyAddress');
    expect(registration).not.toHaveProperty('skipUnavailable');
  });

  test('names the files that requests are signed with', () => {
    const signing = {
      'cluster.remote.s.seeds': ['a:9443'],
      'cluster.remote.s.signing.certificate': 'signing.crt',
    };
    expect(registrationsOf(facts({ settings: answered(signing) }))).toMatchObject([
      { alias: 's', signingCertificates: ['signing.crt'] },
    ]);
  });

  test('contradictions also come from two sources', () => {
    const [registration] = registrationsOf(
      recorded('d-proxy-api-key', withSettings({ 'cluster.remote.good_key.seeds': 'old:9300' })),
    );
    expect(registration?.contradictions).toEqual([
      'cluster.remote.good_key.seeds is set to old:9300, but the mode is proxy',
    ]);
  });

  test('does not know a mode that there is not', () => {
    expect(
      registrationsOf(facts({ settings: answered({ 'cluster.remote.x.mode': 'teleport' }) }))[0],
    ).toMatchObject({
      mode: 'unknown',
      seeds: [],
    });
  });

  test('settings that are left over from a removed remote are none', () => {
    expect(
      registrationsOf(
        facts({ settings: answered({ 'cluster.remote.gone.skip_unavailable': 'true' }) }),
      ),
    ).toEqual([]);
  });

  test('cluster.remote.node.attr is no alias but the attribute that gateways need', () => {
    const registrations = registrationsOf(
      recorded('a-sniff-certificate', withSettings({ 'cluster.remote.node.attr': 'gateway' })),
    );
    expect(registrations).toMatchObject([{ alias: 'remote_b', nodeAttribute: 'gateway' }]);
  });

  test('the number of connections: what the node says, then the setting of the alias, then that for all', () => {
    const forAll = withSettings({ 'cluster.remote.connections_per_cluster': '5' });
    const own = {
      'cluster.remote.a.seeds': 'a:1',
      'cluster.remote.a.node_connections': '7',
      'cluster.remote.b.seeds': 'b:1',
    };
    const numbers = registrationsOf(
      recorded('a-sniff-certificate', { ...forAll, settings: answered(own) }),
    );
    expect(
      numbers.map(({ alias, connectionsPerCluster }) => [alias, connectionsPerCluster]),
    ).toEqual([
      ['a', 7],
      ['b', 5],
      ['remote_b', 3],
    ]);
  });

  test('where nodes differ the first has its way, and cluster settings have it over all', () => {
    const nodes = answered([
      node({ settings: { 'cluster.remote.a.seeds': 'first:1' } }),
      node({ settings: { 'cluster.remote.a.seeds': 'second:1' } }),
    ]);
    expect(registrationsOf(facts({ nodes }))[0]?.seeds).toEqual(['first:1']);
    expect(
      registrationsOf(
        facts({ nodes, settings: answered({ 'cluster.remote.a.seeds': ['own:1'] }) }),
      )[0]?.seeds,
    ).toEqual(['own:1']);
  });

  test('is empty where nothing could be learnt', () => {
    const nodesAsked = [localNode({ remoteInfo: notAnswered('unreachable') })];
    expect(
      registrationsOf(
        facts({ nodesAsked, nodes: notAnswered('not-asked'), settings: notAnswered('not-asked') }),
      ),
    ).toEqual([]);
  });
});
