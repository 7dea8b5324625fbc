import { expect, it } from 'vitest';
import { settingOf } from '../../lib/diagnosis/setting.ts';
import {
  answered,
  deadEndpoint,
  endpoint,
  facts,
  node,
  probe,
  remoteFacts,
  tlsEvidence,
} from '../support/facts.ts';

it('settingOf holds what was seen of names, addresses and platforms', () => {
  const tls = { outcome: 'ok', durationMs: 1, evidence: tlsEvidence({ chain: [] }) } as const;
  const nodes = answered([
    node({ remoteClusterServerAddress: '10.0.0.1:9443' }),
    node({ id: '2' }),
  ]);
  const endpoints = [endpoint(), deadEndpoint(), endpoint({ tls })];
  const given = facts({
    network: [probe(undefined, { endpoints })],
    remote: remoteFacts({ nodes }),
  });
  expect(settingOf(given)).toEqual({
    cluster: 'eu',
    alias: 'archive',
    mode: 'sniff',
    given: { remote: true, crossClusterApiKey: false, sniffAsNode: false },
    now: given.now,
    registration: given.registration,
    platforms: { local: 'self-managed', remote: 'self-managed' },
    certificateNames: new Map([['10.0.0.1:9300', ['IP Address:10.0.0.1']]]),
    serverAddresses: ['10.0.0.1:9443'],
  });
});
