import { describe, expect, test } from 'vitest';
import { remoteInfoRequest } from '../../lib/collect/elasticsearch/api/remoteInfo.ts';
import { passiveWitnesses } from '../../lib/collect/passive.ts';
import { answered, localNode, notAnswered, root } from '../support/facts.ts';
import { parsed, parsedRecording } from './elasticsearch/support/parse.ts';

function nodeAt(name: string, recordingName: string) {
  return localNode({
    url: `https://${name}:9200`,
    root: answered(root({ nodeName: name })),
    remoteInfo: answered(parsedRecording(remoteInfoRequest, recordingName)),
  });
}

describe('passiveWitnesses', () => {
  test('tells of every node, since keystores and roles differ from node to node', () => {
    const nodes = [
      nodeAt('with', 'v-key-on-one-node/node-with-key-remote-info'),
      nodeAt('without', 'v-key-on-one-node/node-without-key-remote-info'),
    ];
    expect(passiveWitnesses(nodes, 'good_key')).toEqual([
      {
        node: 'with',
        url: 'https://with:9200',
        connected: true,
        connections: 18,
        maxConnections: 18,
        hasCredentials: true,
        durationMs: 1,
      },
      {
        node: 'without',
        url: 'https://without:9200',
        connected: false,
        connections: 0,
        maxConnections: 18,
        hasCredentials: false,
        durationMs: 1,
      },
    ]);
  });

  test('an entry that is not understood, or of a mode that is not known, hides no other', () => {
    const entry = { connected: true, mode: 'wormhole', skip_unavailable: false };
    const remoteInfo = answered(
      parsed(remoteInfoRequest, { odd: { mode: 'sniff', seeds: 'x'.repeat(2_000) }, later: entry }),
    );
    const nodes = [
      localNode({ url: 'https://a:9200', root: answered(root({ nodeName: 'a' })), remoteInfo }),
    ];
    const [odd] = passiveWitnesses(nodes, 'odd');
    expect(odd).not.toHaveProperty('connected');
    expect(odd?.failed).toMatchObject({
      kind: 'nonsense',
      message: expect.stringMatching(
        /^GET \/_remote\/info at https:\/\/a:9200 has an entry for the alias odd that is not understood: /,
      ),
    });
    expect(passiveWitnesses(nodes, 'later')).toEqual([
      { node: 'a', url: 'https://a:9200', connected: true, hasCredentials: false, durationMs: 1 },
    ]);
  });

  test('a node that does not answer hides no other', () => {
    const dead = localNode({
      url: 'https://dead:9200',
      root: notAnswered('unreachable'),
      remoteInfo: notAnswered('unreachable', 'refused'),
    });
    const [first, second] = passiveWitnesses(
      [dead, nodeAt('n', 'a-sniff-certificate/remote-info')],
      'remote_b',
    );
    expect(first).toEqual({
      node: 'https://dead:9200',
      url: 'https://dead:9200',
      failed: { kind: 'unreachable', message: 'refused', reasons: [], durationMs: 1 },
      durationMs: 1,
    });
    expect(second).toMatchObject({ connected: true });
  });

  test('a node without the role fails with that', () => {
    const [witness] = passiveWitnesses(
      [localNode({ remoteInfo: notAnswered('no-role') })],
      'remote_b',
    );
    expect(witness).toMatchObject({ node: 'local-1', failed: { kind: 'no-role' } });
    expect(witness).not.toHaveProperty('connected');
  });

  test.each(['other', 'constructor'])(
    'a node that does not list the alias %s says so, instead of being not connected',
    (alias) => {
      const [witness] = passiveWitnesses([nodeAt('n', 'a-sniff-certificate/remote-info')], alias);
      expect(witness).toEqual({
        node: 'n',
        url: 'https://n:9200',
        failed: {
          kind: 'missing',
          httpStatus: 200,
          message: `GET /_remote/info at https://n:9200 does not list the alias ${alias}`,
          reasons: [],
          durationMs: 0,
        },
        durationMs: 1,
      });
    },
  );
});
