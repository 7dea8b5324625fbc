import { expect, test } from 'vitest';
import type { CheckContext } from '../../lib/collect/context.ts';
import { sniffSeeds } from '../../lib/collect/seeds.ts';
import { notAsked, type SniffTarget } from '../../lib/collect/sniff/seed.ts';
import type { Registration } from '../../lib/facts/registration.ts';
import type { RemoteEntry } from '../../lib/registry/schema.ts';
import type { AddressProbe } from '../../lib/result/network.ts';
import type { SniffWitness } from '../../lib/result/sniff.ts';
import { deadEndpoint, endpoint, probe, registration } from '../support/facts.ts';

const apiKey = registration({ securityModel: 'api-key' });
const tls = { ca: 'CA' };

let witnesses: SniffWitness[] = [];

/** Whom the seeds are asked, by a sniffer that only notes it. */
async function targets(
  of: Registration,
  entry: RemoteEntry = {},
  seeds: readonly AddressProbe[] = [probe()],
): Promise<SniffTarget[]> {
  const asked: SniffTarget[] = [];
  const context = {
    secrets: { env: async (name: string) => `value of ${name}` },
    sniff: async (target: SniffTarget) => {
      asked.push(target);
      return notAsked(target.seed, target.credentials.as, 'noted');
    },
  } as unknown as CheckContext;
  const sniffed = await sniffSeeds(of, { entry, seeds, context });
  expect(sniffed.filter(({ witness }) => witness.why === 'noted')).toHaveLength(asked.length);
  witnesses = sniffed.map(({ witness }) => witness);
  return asked;
}

test('sniffSeeds asks every seed with the key of the checker', async () => {
  const seeds = [probe('10.0.0.1:9443'), probe('es.example:9443', { serverName: 'es' })];
  expect(
    await targets(apiKey, { crossClusterApiKey: 'env:KEY', transportTls: tls }, seeds),
  ).toEqual([
    {
      seed: '10.0.0.1:9443',
      host: '10.0.0.1',
      ip: '10.0.0.1',
      port: 9300,
      tls,
      speaks: 'tls',
      portKind: 'remote-cluster-server',
      credentials: { as: 'api-key', encodedKey: 'value of KEY' },
      checksNames: true,
    },
    expect.objectContaining({ seed: 'es.example:9443', host: 'es.example', serverName: 'es' }),
  ]);
});

test.each([
  [
    'the API key model without a key',
    apiKey,
    {},
    { portKind: 'remote-cluster-server', credentials: { as: 'nobody' } },
  ],
  [
    'the certificate model',
    registration(),
    { crossClusterApiKey: 'env:KEY' as const },
    { portKind: 'transport', credentials: { as: 'nobody' } },
  ],
])('sniffSeeds asks one seed without credentials in %s', async (_what, of, entry, expected) => {
  expect(await targets(of, entry, [probe('a:1'), probe('b:1')])).toMatchObject([
    { seed: 'a:1', ...expected },
  ]);
});

test('sniffSeeds asks every seed where security is off, in the way that it speaks', async () => {
  const seeds = [probe('a:1', { endpoints: [endpoint({ speaks: 'plain' })] }), probe('b:1')];
  const none = registration({ securityModel: 'none', verificationMode: 'none' });
  expect(await targets(none, {}, seeds)).toMatchObject([
    {
      seed: 'a:1',
      speaks: 'plain',
      portKind: 'transport',
      credentials: { as: 'nobody' },
      checksNames: false,
    },
    { seed: 'b:1', speaks: 'tls' },
  ]);
});

test('sniffSeeds asks as a node where the registry says so', async () => {
  const entry = { sniffAsNode: true, transportTls: tls };
  expect(await targets(registration(), entry, [probe('a:1'), probe('b:1')])).toMatchObject([
    { credentials: { as: 'node' }, portKind: 'transport' },
    { credentials: { as: 'node' } },
  ]);
  expect(await targets(apiKey, entry)).toMatchObject([{ credentials: { as: 'nobody' } }]);
});

test('sniffSeeds takes the first IP that answered, and leaves seeds out that did not', async () => {
  const half = probe('a:1', { endpoints: [deadEndpoint(), endpoint({ ip: '10.0.0.2', port: 1 })] });
  const dead = probe('b:1', { endpoints: [deadEndpoint()] });
  expect(
    await targets(registration(), { sniffAsNode: true }, [half, dead, probe('nonsense')]),
  ).toMatchObject([{ seed: 'a:1', ip: '10.0.0.2', port: 1 }]);
});

test.each([
  ['in proxy mode', registration({ mode: 'proxy' })],
  ['where the security model is not known', registration({ securityModel: 'unknown' })],
])('sniffSeeds asks nobody %s', async (_what, of) => {
  expect(await targets(of)).toEqual([]);
});

test('sniffSeeds asks 32 seeds at most, and says so of the others', async () => {
  const seeds = Array.from({ length: 40 }, (_, index) => probe(`h${index}.example:9443`));
  expect(await targets(apiKey, { crossClusterApiKey: 'env:KEY' }, seeds)).toHaveLength(32);
  expect(witnesses).toHaveLength(40);
  expect(witnesses[32]).toMatchObject({
    seed: 'h32.example:9443',
    outcome: 'not-asked',
    why: 'Not asked: 32 other seeds were',
  });
});
