/**
 * What `check --ecs` prints goes into Elasticsearch as the example template maps it, and can be
 * searched there.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { nodeOf } from './clusters/lab.ts';
import { bringUpPhase } from './clusters/phase.ts';
import { demand } from './clusters/request.ts';
import { plainName, SECURE_VERSIONS } from './clusters/specs.ts';
import { run } from './command.ts';
import { closedPort } from './network/ports.ts';
import { unregisterAll } from './play.ts';
import { urlOf } from './registry.ts';

const TEMPLATE = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '../../examples/elasticsearch/index-template.json'),
    'utf8',
  ),
);
const STREAM = 'logs-remote_cluster.check-default';

describe.skipIf(inject('missing') !== '').each(SECURE_VERSIONS)(
  'documents of the command in %s',
  (version) => {
    const node = () => nodeOf(plainName(version));
    beforeAll(async () => {
      await bringUpPhase('plain');
      const seeds = [`127.0.0.1:${await closedPort()}`];
      const alive = [`127.0.0.1:${node().transport}`];
      const persistent = {
        'cluster.remote.dead.seeds': seeds,
        'cluster.remote.alive.seeds': alive,
      };
      await demand(node(), '/_cluster/settings', { method: 'PUT', body: { persistent } });
    });
    afterAll(() => unregisterAll(plainName(version)));

    it('are indexed as the template says, and found by their fields', async () => {
      await demand(node(), '/_index_template/remote-cluster-checker', {
        method: 'PUT',
        body: TEMPLATE,
      });
      const { stdout } = await run(['check', urlOf(node()), '--ecs'], { env: {} });
      const documents: unknown[] = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(documents).toHaveLength(2);
      const lines = documents.flatMap((document) => [{ create: {} }, document]);
      expect(
        await demand(node(), `/${STREAM}/_bulk?refresh=true`, { method: 'POST', lines }),
      ).toMatchObject({ errors: false });
      const query = {
        bool: {
          filter: [
            { term: { 'event.outcome': 'failure' } },
            { range: { 'remote_cluster.local_nodes.disconnected': { gte: 1 } } },
          ],
        },
      };
      const found = await demand(node(), `/${STREAM}/_search`, {
        method: 'POST',
        body: { query, _source: false, fields: ['remote_cluster.alias', 'event.code'] },
      });
      expect(found).toMatchObject({
        hits: {
          total: { value: 1 },
          hits: [
            { fields: { 'remote_cluster.alias': ['dead'], 'event.code': ['connection-refused'] } },
          ],
        },
      });
      expect(await demand(node(), '/_resolve/index/logs-*')).toMatchObject({
        data_streams: [{ name: STREAM }],
      });
    });
  },
);
