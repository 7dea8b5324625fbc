import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import type { NodeInfo } from '../../../lib/facts/facts.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import {
  answered,
  broken,
  node,
  probe,
  registration,
  remoteFacts,
  unseenEndpoint,
} from '../../support/facts.ts';

function causeAt(address: string, nodes?: readonly NodeInfo[]) {
  const port = Number(address.split(':')[1]);
  const given = broken({
    registration: registration({ securityModel: 'api-key', mode: 'proxy', proxyAddress: address }),
    network: [probe(address, { roles: ['proxy'], endpoints: [{ ...unseenEndpoint(), port }] })],
    ...(nodes === undefined ? {} : { remote: remoteFacts({ nodes: answered(nodes) }) }),
  });
  return diagnose(given).cause;
}

describe('a port that asks for a client certificate, while the local nodes have a key', () => {
  const server = node({ remoteClusterServerAddress: '10.0.0.1:39713' });

  it.each([
    ['the remote lists the address', '10.0.0.1:39713', [server]],
    ['the remote lists the port', '10.9.9.9:39713', [server]],
    ['the port is the default, and nobody lists it', '10.0.0.1:9443', undefined],
  ])('is the remote cluster server if %s', (_what, address, nodes) => {
    const cause = causeAt(address, nodes);
    expect(cause).toMatchObject({ code: 'client-certificate-required', subject: address });
    expect(textOf(cause.fix)).toMatch(/client_authentication: none/);
  });

  it.each([
    ['the remote lists the address as transport', '10.0.0.1:9300', [server]],
    ['the remote lists the port as transport', '10.9.9.9:9300', [server]],
    [
      'transport has the port of a server elsewhere',
      '10.9.9.9:9300',
      [server, node({ id: 'n2', remoteClusterServerAddress: '10.0.0.2:9300' })],
    ],
    ['the port is none of those listed', '10.0.0.1:9999', [server]],
    ['nobody lists it', '10.0.0.1:9300', undefined],
  ])('is a transport port if %s', (_what, address, nodes) => {
    expect(causeAt(address, nodes).code).toBe('api-key-on-transport-port');
  });
});
