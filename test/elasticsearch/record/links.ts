/** One local and one remote cluster: healthy, and broken in ways that stay. */
import { closedPort } from '../network/ports.ts';
import { openSilentPort } from '../network/silentPort.ts';
import type { Stage } from '../stage.ts';
import { recordBothModes, recordLink } from './registration.ts';

const REMOTE = 'r95';

export async function recordHealthy(stage: Stage): Promise<void> {
  const certificate = {
    alias: 'remote_b',
    address: stage.address(REMOTE, 'transport'),
    remote: REMOTE,
  };
  const apiKey = { alias: 'good_key', address: stage.address(REMOTE, 'remote'), remote: REMOTE };
  await recordLink('a-sniff-certificate/', 'sniff', certificate);
  await recordLink('b-proxy-certificate/', 'proxy', certificate);
  await recordLink('c-sniff-api-key/', 'sniff', apiKey);
  await recordLink('d-proxy-api-key/', 'proxy', apiKey);
}

const KEYS = [
  ['g-wrong-api-key', 'wrong_key'],
  ['g-wrong-api-key-secret', 'wrong_secret'],
  ['h-rest-api-key', 'rest_key'],
  ['i-expired-api-key', 'expired_key'],
  ['j-invalidated-api-key', 'gone_key'],
] as const;

export async function recordCredentials(stage: Stage): Promise<void> {
  const [transport, server] = [stage.address(REMOTE, 'transport'), stage.address(REMOTE, 'remote')];
  await recordBothModes('e-key-to-transport-port', {
    alias: 'good_key',
    address: transport,
    remote: REMOTE,
  });
  await recordBothModes('f-no-key-to-remote-server-port', {
    alias: 'remote_b',
    address: server,
    remote: REMOTE,
  });
  for (const [scenario, alias] of KEYS)
    await recordBothModes(scenario, { alias, address: server, remote: REMOTE });
  await recordBothModes('g-key-of-another-cluster', { alias: 'pub_key', address: server });
}

export async function recordNetwork(stage: Stage): Promise<void> {
  const silent = await stage.keep(openSilentPort());
  await recordBothModes('k-port-closed', {
    alias: 'remote_b',
    address: `127.0.0.1:${await closedPort()}`,
  });
  await recordBothModes('k-unknown-host', {
    alias: 'remote_b',
    address: 'no-such-host.invalid:9300',
  });
  await recordBothModes('l-seed-is-http-port', {
    alias: 'remote_b',
    address: stage.address(REMOTE, 'http'),
    remote: REMOTE,
  });
  await recordBothModes('m-silent-port', {
    alias: 'remote_b',
    address: `127.0.0.1:${silent.port}`,
  });
}

const CERTIFICATES = [
  ['n-remote-certificate-expired', 'r95exp'],
  ['o-remote-certificate-unknown-ca', 'r95for'],
  ['p-hostname-not-in-certificate', 'r95oth'],
] as const;

export async function recordCertificates(stage: Stage): Promise<void> {
  for (const [scenario, remote] of CERTIFICATES) {
    await recordBothModes(
      scenario,
      { alias: 'remote_b', address: stage.address(remote, 'transport'), remote },
      'certificate-',
    );
    await recordBothModes(
      scenario,
      { alias: 'good_key', address: stage.address(remote, 'remote') },
      'api-key-',
    );
  }
}

export async function recordPublishAddress(stage: Stage): Promise<void> {
  const link = {
    alias: 'remote_b',
    address: stage.address('r95pub', 'transport'),
    remote: 'r95pub',
  };
  await recordLink('q-publish-address-unreachable/certificate-', 'sniff', link);
  await recordBothModes('q-publish-address-unreachable', link, 'certificate-');
  await recordLink('q-publish-address-unreachable/api-key-sniff-', 'sniff', {
    alias: 'pub_key',
    address: stage.address('r95pub', 'remote'),
  });
}
