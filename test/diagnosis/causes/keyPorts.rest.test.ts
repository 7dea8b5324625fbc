import { expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import {
  answered,
  broken,
  facts,
  node,
  notAnswered,
  probe,
  refusedActive,
  registration,
  remoteFacts,
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
