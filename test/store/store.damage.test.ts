/**
 * Stored rows that are damaged, or of another version, and results that are odd or huge: the other
 * remotes go on as if nothing had happened, the damage is reported, and it does not last.
 */
import { randomBytes } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../lib/result/result.ts';
import { evidenceKey, sendingKey, standingKey } from '../../lib/store/keys.ts';
import { pack, unpack } from '../../lib/store/packing.ts';
import type { Row } from '../../lib/store/table.ts';
import { startTable } from '../support/dynamoDb.ts';
import type { TestStore } from '../support/store.ts';
import { onEachTable } from './backends.ts';
import { minute } from './stored.ts';
import { END, World } from './world.ts';

const junk = (length: number) => randomBytes(length).toString('base64').slice(0, length);

interface Damage {
  /** Before the check of minute 4, when incidents of a and c have just been opened. */
  readonly damage?: ((world: World) => Promise<unknown>) | undefined;
  readonly changeResult?: ((result: CheckResult) => CheckResult) | undefined;
  readonly isReported?: boolean;
}

async function live(
  world: World,
  { damage, changeResult, isReported = damage !== undefined }: Damage,
): Promise<void> {
  const { problems } = world.store;
  problems.length = 0;
  world.changeResult = (result) =>
    result.alias === 'a' ? (changeResult?.(result) ?? result) : result;
  for (let m = 0; m <= END; m += 1) {
    if (m === 4) await damage?.(world);
    await world.check(m);
    await world.alert(m);
    await world.deliverAll(m);
  }
  for (const each of ['a opened', 'c opened', 'c resolved']) expect(world.told()).toContain(each);
  await world.expectSettled();
  expect(problems.length > 0).toBe(isReported);
}

type Entry = Record<string, unknown> & { alias: string; outbox: object[] };

/** Changes what stands of remote a. */
function changing(change: (entry: Entry) => void): Damage['damage'] {
  return async ({ store: { table }, cluster }) => {
    const row = (await table.get(standingKey(cluster, 0))) as Row;
    const body = unpack(row) as { entries: Entry[] };
    for (const entry of body.entries) if (entry.alias === 'a') change(entry);
    await table.put({ ...row, body: pack(body), pendingAt: minute(3) });
  };
}

/** Changes the row of the standing. */
function spoiling(spoiled: Partial<Row>): Damage['damage'] {
  return async ({ store: { table }, cluster }) => {
    const row = (await table.get(standingKey(cluster, 0))) as Row;
    await table.put({ ...row, ...spoiled });
  };
}

const event = {
  id: 'e1',
  kind: 'escalated',
  incidentId: 'i1',
  at: minute(3),
  openedAt: minute(1),
  summary: {},
};
const BOMB = brotliCompressSync(Buffer.alloc(200 * 1024 * 1024, 0x20));

const STANDINGS: Readonly<Record<string, Damage['damage']>> = {
  'has a body of other bytes': spoiling({ body: new Uint8Array([1, 2, 3]) }),
  'has a body of other text': spoiling({ body: '{"entries":' }),
  'has a body of other JSON': spoiling({ body: '{"entries":{}}' }),
  'has no body': spoiling({ body: '' }),
  'unpacks to 200 MB': spoiling({ body: BOMB }),
  'has a version that nobody can count on': spoiling({ rank: 0.5, body: '' }),
  'has an entry that is none': changing((entry) => Object.assign(entry, { alias: 7 })),
  'has one damaged event': changing((entry) => entry.outbox.unshift({ id: 1 })),
  'has an event of a kind that a newer version knows': changing((entry) =>
    entry.outbox.unshift(event),
  ),
  'has a status that a newer version knows': changing((entry) =>
    Object.assign(entry, { state: { status: 'partial' } }),
  ),
  'has an outbox that is no list': changing((entry) => Object.assign(entry, { outbox: 'none' })),
  'has a run that is none': changing((entry) => Object.assign(entry, { run: 12 })),
  'has a run that is no time': changing((entry) =>
    Object.assign(entry, { run: 'zzz', evidence: { content: 'x', run: 'zzz' } }),
  ),
  'has a run in another century': changing((entry) =>
    Object.assign(entry, { run: '2126-11-24T00:00:00.000Z' as const, evidence: 1 }),
  ),
  'has damaged counts': changing((entry) =>
    Object.assign(entry, {
      rollups: { hour: 1 },
      streak: [],
      past: {},
      current: 'x',
      colour: 'red',
    }),
  ),
};

const apiKey = { id: 'k', name: 'n', type: 'cross_cluster', invalidated: false };
const node = {
  name: 'n',
  version: '9.5.3',
  roles: ['data'],
  publishAddress: '10.0.0.1:9300',
  eligible: true,
  chosen: false,
};
const file = {
  node: 'n',
  path: 'p',
  subject: 's',
  issuer: 'i',
  notAfter: '2026-12-24T00:00:00.000Z' as const,
  hasPrivateKey: true,
};
const withCause = (result: CheckResult, cause: Partial<CheckResult['cause']>) => ({
  ...result,
  cause: { ...result.cause, ...cause },
});
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

const RESULTS: Readonly<Record<string, Damage['changeResult']>> = {
  'a license that ends in the year 275760': (result) => ({
    ...result,
    licenses: {
      remote: {
        uid: 'u',
        type: 'enterprise',
        status: 'active',
        expiresAt: '+275760-09-13T00:00:00.000Z',
      },
    },
  }),
  'an API key that expires in the year 10240': (result) => ({
    ...result,
    credentials: {
      ...result.credentials,
      apiKeys: [{ ...apiKey, expiration: '+010240-01-01T00:00:00.000Z' }],
    },
  }),
  '3 MB that do not compress': (result) => ({
    ...result,
    gateways: {
      source: 'remote-http',
      nodes: times(3000, () => ({ ...node, name: junk(400), reason: junk(600), reachable: 'yes' })),
    },
  }),
  'evidence of 300,000 characters': (result) => withCause(result, { evidence: junk(300_000) }),
  'evidence of 150,000 emoji': (result) =>
    withCause(result, { evidence: '😀'.repeat(150_000), meaning: 'é'.repeat(100_000) }),
  '5,000 findings and 5,000 certificates': (result) => ({
    ...result,
    findings: times(5000, () => ({ ...result.cause, evidence: junk(50) })),
    credentials: {
      ...result.credentials,
      remoteCertificates: times(5000, (index) => ({
        ...file,
        subject: junk(90),
        serialNumber: `AA${index}`,
      })),
    },
  }),
};

onEachTable((start) => {
  let store: TestStore;
  let count = 0;
  beforeAll(async () => {
    store = await start();
  });
  afterAll(() => store[Symbol.asyncDispose]());
  const newWorld = () => {
    count += 1;
    return new World(store, `damage-${count}`);
  };

  it.each(Object.entries(STANDINGS))(
    'a standing that %s silences nobody',
    async (_what, damage) => {
      await live(newWorld(), { damage });
    },
  );

  it('memory that is damaged begins anew', async () => {
    const damage = changing((entry) =>
      Object.assign(entry, { memory: { expiries: [{ kind: 'x' }], searches: 1 } }),
    );
    await live(newWorld(), { damage, isReported: false });
  });

  it('a standing that was deleted begins anew', async () => {
    const damage = ({ store: { table }, cluster }: World) => table.delete(standingKey(cluster, 0));
    await live(newWorld(), { damage, isReported: false });
  });

  it('evidence that is damaged is replaced by the next that is new', async () => {
    const damage = ({ store: { table }, cluster }: World) =>
      table.put({
        ...evidenceKey({ cluster, alias: 'a' }),
        rank: 1,
        body: new Uint8Array([1, 2, 3]),
      });
    await live(newWorld(), { damage, isReported: false });
  });

  it('evidence of another century is replaced', async () => {
    const damage = ({ store: { table }, cluster }: World) =>
      table.put({
        ...evidenceKey({ cluster, alias: 'a' }),
        rank: Date.parse('2126-11-24T00:00:00Z'),
        body: '{}',
      });
    const world = newWorld();
    await live(world, { damage, isReported: false });
    expect(await store.pages.readRemote(world.cluster, 'a')).toMatchObject({
      evidenceAt: expect.stringMatching(/^2026/),
    });
  });

  it('a message on its way that is damaged is sent anew', async () => {
    const damage = ({ store: { table } }: World) =>
      table.put({ ...sendingKey('zz'), rank: 0, body: new Uint8Array([1]) });
    await live(newWorld(), { damage });
  });

  it.each(Object.entries(RESULTS))(
    'a result with %s is stored and shown',
    async (what, changeResult) => {
      const isReported = /MB|5,000/.test(what);
      await live(newWorld(), { changeResult, isReported });
    },
  );
});

describe('a row of DynamoDB of other types', () => {
  it.each([
    [
      'a standing',
      (cluster: string) => ({
        ...standingKey(cluster, 0),
        rank: 'x',
        body: 1,
        ttl: 'x',
        pending: 'pending',
        pendingAt: minute(3),
      }),
    ],
    [
      'a standing with a version that is too large',
      (cluster: string) => ({
        ...standingKey(cluster, 0),
        rank: NumberValue.from('1e30'),
        body: '{}',
      }),
    ],
    [
      'another row between them',
      (cluster: string) => ({ ...standingKey(cluster, 0), sk: 'STANDING#x', rank: 1, body: '{}' }),
    ],
  ])('which is %s, silences nobody', async (what, itemOf) => {
    await using table = await startTable();
    const world = new World(table, `types-${what.length}`);
    await live(world, {
      damage: () => table.put(itemOf(world.cluster)),
      isReported: !what.startsWith('another'),
    });
  });
});
