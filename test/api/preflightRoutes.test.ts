import { describe, expect, it } from 'vitest';
import { preflightSchema } from '../../lib/result/preflight.ts';
import { cluster, seen } from '../preflight/seen.ts';
import { stored } from '../report/page/stored.ts';
import { caller } from './app.ts';

const remotes = [
  stored(seen(cluster('eu', '8.19.21'), cluster('archive', '8.19.21'))),
  stored(seen(cluster('eu', '8.19.21'), cluster('noise', '7.17.29'))),
  stored(seen(cluster('us', '8.19.21'), cluster('eu', '8.19.21'))),
];

const readCluster = async (name: string) => remotes.filter((remote) => remote.cluster === name);

describe('POST /preflight', () => {
  it('draws on the latest results of all clusters, and leaves out what the registry ignores', async () => {
    const answer = await caller({ readCluster })('/preflight', {
      json: { cluster: 'eu', to: '9.5.0', replication: 'none' },
    });
    expect(answer.status).toBe(200);
    const { pairs, order, outcome } = preflightSchema.parse(await answer.json());
    expect(pairs.map(({ local, remote }) => `${local} -> ${remote}`)).toEqual([
      'us -> eu',
      'eu -> archive',
    ]);
    expect(order.steps.map(({ cluster: name, to }) => `${name} to ${to}`)).toEqual([
      'archive to 9.5.0',
      'eu to 9.5.0',
    ]);
    expect(outcome).toBe('nothing-breaks');
  });

  it.each([
    [{ cluster: 'nowhere', to: '9.5.0' }, 422, /^No check has seen a cluster nowhere/],
    [{ cluster: 'eu', to: '8.18.0' }, 422, /does not support a downgrade to 8\.18\.0$/],
    [{ cluster: 'eu', to: '9.5' }, 400, /cannot be used/],
    [{ cluster: 'eu', to: '9.5.0', host: 'es-1' }, 400, /cannot be used/],
  ])('refuses %j with %d', async (json, status, detail) => {
    const answer = await caller({ readCluster })('/preflight', { json });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status, detail: expect.stringMatching(detail) });
  });

  it('refuses whoever has no token', async () => {
    const answer = await caller({ readCluster: () => expect.unreachable() })('/preflight', {
      headers: {},
      json: { cluster: 'eu', to: '9.5.0' },
    });
    expect(answer.status).toBe(401);
  });
});
