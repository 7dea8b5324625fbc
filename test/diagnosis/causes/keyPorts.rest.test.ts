import { expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import {
  answered,
  broken,
  endpoint,
  facts,
  node,
  notAnswered,
  probe,
  refusedActive,
  registration,
  remoteFacts,
  tlsEvidence,
  unseenEndpoint,
} from '../../support/facts.ts';

it('names no local node without security if the local nodes are not known', () => {
  const local = { ...facts().local, nodes: notAnswered('timed-out') };
  const said = 'missing authentication credentials for action [internal:transport/handshake]';
  const { cause } = diagnose(broken({ local, active: [refusedActive(said)] }));
  expect(cause.code).toBe('security-differs');
  expect(cause.evidence).not.toContain('security is off');
});

it('knows a server port by its number, beside a node whose transport address is not known', () => {
  const address = '10.9.9.9:39713';
  const { transportAddress: _address, ...unknown } = node({ id: 'n2', name: 'archive-2' });
  const nodes = [node({ remoteClusterServerAddress: '10.0.0.1:39713' }), unknown];
  const { cause } = diagnose(
    broken({
      registration: registration({
        securityModel: 'api-key',
        mode: 'proxy',
        proxyAddress: address,
      }),
      network: [
        probe(address, {
          roles: ['proxy'],
          endpoints: [{ ...unseenEndpoint(), ip: '10.9.9.9', port: 39_713 }],
        }),
      ],
      remote: remoteFacts({ nodes: answered(nodes) }),
    }),
  );
  expect(cause).toMatchObject({ code: 'client-certificate-required', subject: address });
});

const withKey = (words: string, network = [probe()]) =>
  diagnose(
    broken({
      registration: registration({ securityModel: 'api-key' }),
      active: [refusedActive(words)],
      network,
    }),
  );

it('takes the alert at its word if the port was not seen to ask, and says what else it may be', () => {
  const alert = 'Received fatal alert: certificate_required';
  const notRequested = endpoint({
    tls: {
      outcome: 'ok',
      durationMs: 1,
      evidence: tlsEvidence({ clientCertificate: 'not-requested' }),
    },
  });
  const { cause } = withKey(alert, [probe(undefined, { endpoints: [notRequested] })]);
  expect(cause.code).toBe('client-certificate-required');
  expect(cause.evidence).toMatch(/certificate_required.*or a transport port/);
  const seen = [probe(undefined, { endpoints: [unseenEndpoint()] })];
  expect(withKey(alert, seen).cause.code).toBe('api-key-on-transport-port');
});

it('keeps the words of the remote beside what the port asks for', () => {
  const words =
    'action [cluster:internal/remote_cluster/handshake] is unauthorized for user [_anonymous]';
  const seen = [probe(undefined, { endpoints: [unseenEndpoint()] })];
  const { cause } = withKey(words, seen);
  expect(cause.code).toBe('api-key-on-transport-port');
  expect(cause.evidence).toContain(words);
});

it('names the settings of the remote cluster server if the key alone would do', () => {
  const { cause, findings } = withKey('Received fatal alert: bad_certificate', []);
  const rejected = [cause, ...findings].find(({ code }) => code === 'client-certificate-rejected');
  expect(textOf(rejected?.fix ?? [])).toContain('remote_cluster_server.ssl.client_authentication');
});

it('asks only for access that the registry lacks', () => {
  const fixOf = (given: object) => {
    const { findings } = diagnose(broken(given));
    return textOf(findings.find(({ code }) => code === 'gateways-not-known')?.fix ?? []);
  };
  const all = { remote: true, crossClusterApiKey: true, sniffAsNode: true };
  expect(fixOf({ given: all })).toMatch(/all access that there is/);
  expect(fixOf({ given: { ...all, remote: false } })).toMatch(/HTTP addresses \(remote\)/);
});
