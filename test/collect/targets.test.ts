import { expect, it } from 'vitest';
import { targetsOf } from '../../lib/collect/targets.ts';
import {
  answered,
  facts,
  localNode,
  node,
  notAnswered,
  registration,
  root,
} from '../support/facts.ts';

const { local } = facts();
const input = { registration: registration(), local, remoteNodes: [], tls: {} };

it('targetsOf takes the seeds and the publish addresses of the remote nodes, each once', () => {
  const remoteNodes = [node(), node({ transportAddress: 'archive-2.example/10.0.0.2:9300' })];
  expect(
    targetsOf({ ...input, remoteNodes }).map(({ address, roles }) => ({ address, roles })),
  ).toEqual([
    { address: { host: '10.0.0.1', port: 9300 }, roles: ['seed', 'gateway'] },
    { address: { host: 'archive-2.example', port: 9300, ip: '10.0.0.2' }, roles: ['gateway'] },
  ]);
});

it('targetsOf takes the proxy address and the server name only, since publish addresses do not matter to a proxy', () => {
  const proxy = registration({
    mode: 'proxy',
    seeds: [],
    proxyAddress: 'proxy:9443',
    serverName: 'archive.example',
  });
  expect(targetsOf({ ...input, registration: proxy, remoteNodes: [node()] })).toMatchObject([
    { address: { host: 'proxy', port: 9443 }, roles: ['proxy'], serverName: 'archive.example' },
  ]);
});

it('targetsOf finds nothing to probe where no address is registered', () => {
  const { proxyAddress: _none, ...unset } = registration({ mode: 'proxy', seeds: [] });
  expect(targetsOf({ ...input, registration: unset })).toEqual([]);
  expect(targetsOf({ ...input, registration: registration({ seeds: ['nonsense'] }) })).toEqual([]);
});

it.each([
  [true, 'tls'],
  [false, 'plain'],
])(
  'targetsOf: local nodes with TLS %s are expected to be answered in %s',
  (transportTls, expects) => {
    expect(targetsOf({ ...input, registration: registration({ transportTls }) })).toMatchObject([
      { expects },
    ]);
  },
);

it('targetsOf speaks in the voice of the oldest local node, to whom it is known to be understood', () => {
  const nodes = answered([
    node({ version: '9.5.3', transportVersion: 9_458_007 }),
    node({ version: '9.1.0', transportVersion: 9_112_003 }),
    node(),
  ]);
  const [target] = targetsOf({ ...input, local: { ...local, nodes } });
  expect(target?.localVoice).toMatchObject({ release: '9.1.0', transportVersion: 9_112_003 });
  const mayAsk = (transportVersion: number, release?: string) =>
    target?.localVoice?.mayAsk({ transportVersion, ...(release === undefined ? {} : { release }) });
  expect(mayAsk(9_458_007, '9.5.3')).toBe(true);
  expect(mayAsk(8_841_096, '8.19.21')).toBe(true);
  expect(mayAsk(7_172_999)).toBe(false);
  expect(mayAsk(99_999_999)).toBe(false);
});

it.each([
  ['nodes do not tell their transport version', { nodes: answered([node()]) }],
  ['the nodes could not be listed', { nodes: notAnswered('not-authorized') }],
])('targetsOf has no voice where %s', (_what, change) => {
  expect(targetsOf({ ...input, local: { ...local, ...change } })[0]).not.toHaveProperty(
    'localVoice',
  );
});

it('targetsOf goes by the rule where no local node answered with its minimum', () => {
  const nodesAsked = [localNode({ root: notAnswered('timed-out') })];
  const silent = targetsOf({ ...input, local: { ...local, nodesAsked } })[0]?.localVoice;
  const outspoken = targetsOf({
    ...input,
    local: {
      ...local,
      nodesAsked: [localNode({ root: answered(root({ minimumWireVersion: '9.4.0' })) })],
    },
  })[0]?.localVoice;
  expect(silent?.mayAsk({ transportVersion: 8_841_096, release: '8.19.21' })).toBe(true);
  expect(outspoken?.mayAsk({ transportVersion: 8_841_096, release: '8.19.21' })).toBe(false);
});
