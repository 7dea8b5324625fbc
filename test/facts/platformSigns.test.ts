import { describe, expect, it } from 'vitest';
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import { platformsOf } from '../../lib/facts/platformSigns.ts';
import {
  answered,
  certificate,
  endpoint,
  facts,
  failedTls,
  localNode,
  node,
  notAnswered,
  probe,
  registration,
  remoteFacts,
  tlsEvidence,
  unseenEndpoint,
  withoutRemote,
} from '../support/facts.ts';

const local = (url: string, attributes?: Record<string, string>): RegistrationFacts =>
  withoutRemote({
    local: {
      ...facts().local,
      nodesAsked: [localNode({ url })],
      nodes: attributes === undefined ? notAnswered('refused') : answered([node({ attributes })]),
    },
  });

describe('platformsOf', () => {
  it.each([
    ['https://archive.es.eu-west-1.aws.found.io:9243', 'ech'],
    ['https://archive.es.eu-west-1.aws.elastic-cloud.com', 'ech'],
    ['https://archive.es.europe-west3.gcp.cloud.es.io:9243', 'ech'],
    ['https://archive.ip.es.io:9243', 'ece'],
    ['https://archive-es-http.search.svc:9200', 'eck'],
    ['https://archive-es-http.search.svc.cluster.local:9200', 'eck'],
    ['https://es.example.com:9200', undefined],
    ['no URL', undefined],
  ])('knows the local cluster by its address %s', (url, platform) => {
    expect(platformsOf(local(url)).local).toBe(platform);
  });

  it.each([
    [{ k8s_node_name: 'n1' }, 'eck'],
    [{ logical_availability_zone: 'zone-0', region: 'eu-west-1' }, 'ech'],
    [{ logical_availability_zone: 'zone-0', region: 'ece-region' }, 'ece'],
    [{}, 'self-managed'],
  ])('knows the local cluster by the attributes of its nodes: %o', (attributes, platform) => {
    expect(platformsOf(local('https://10.0.0.9:9200', attributes)).local).toBe(platform);
  });

  it.each([
    [{ seeds: ['a-es-transport.search.svc:9300'] }, 'eck'],
    [{ seeds: [], proxyAddress: 'a-es-remote-cluster.search.svc:9443' }, 'eck'],
    [{ seeds: [], proxyAddress: '10.0.0.1:9400', serverName: 'a.es.aws.found.io' }, 'ech'],
    [{ seeds: ['no address'] }, undefined],
  ])('knows the remote by its registration: %o', (settings, platform) => {
    const given = withoutRemote({ registration: registration(settings), network: [] });
    expect(platformsOf(given).remote).toBe(platform);
  });

  it('knows the remote by the certificate that it shows', () => {
    const subjectAltNames = ['DNS:a-es-remote-cluster.search.svc'];
    const evidence = tlsEvidence({ chain: [certificate({ subjectAltNames })] });
    const tls = { outcome: 'ok', durationMs: 1, evidence } as const;
    const endpoints = [failedTls('closed'), unseenEndpoint(), endpoint({ tls })];
    expect(platformsOf(withoutRemote({ network: [probe(undefined, { endpoints })] })).remote).toBe(
      'eck',
    );
    const unmeasured = endpoint({ tls: { outcome: 'not-measured', why: 'plain text' } });
    const noChain = endpoint({ tls: { ...tls, evidence: tlsEvidence({ chain: [] }) } });
    const bare = [probe(undefined, { endpoints: [unmeasured, noChain] })];
    expect(platformsOf(withoutRemote({ network: bare })).remote).toBeUndefined();
  });

  it('knows the remote by its nodes', () => {
    const nodes = answered([node({ attributes: { k8s_node_name: 'n1' } })]);
    expect(platformsOf(facts({ remote: remoteFacts({ nodes }) })).remote).toBe('eck');
  });

  const platformHeaders = ['x-found-handling-cluster'];

  it.each([
    ['https://es.example.com:9200', undefined, 'ece'],
    ['https://es.example.com:9200', {}, 'ece'],
    ['https://10.0.0.9:9200', { logical_availability_zone: 'zone-0', region: 'eu' }, 'ech'],
    ['https://archive.es.eu-west-1.aws.found.io', undefined, 'ech'],
  ])('knows the local cluster at %s by headers if %o say no more', (url, attributes, platform) => {
    const given = local(url, attributes);
    const nodesAsked = [localNode({ url, platformHeaders })];
    expect(platformsOf({ ...given, local: { ...given.local, nodesAsked } }).local).toBe(platform);
  });

  it('knows the remote by headers of its own addresses', () => {
    const remote = remoteFacts({ platformHeaders, nodes: notAnswered('refused') });
    expect(platformsOf(facts({ remote })).remote).toBe('ece');
  });

  it('goes by the registry first', () => {
    const given = local('https://archive.ip.es.io:9243');
    expect(platformsOf({ ...given, platforms: { local: 'eck', remote: 'ece' } })).toEqual({
      local: 'eck',
      remote: 'ece',
    });
  });
});
