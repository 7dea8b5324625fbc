/**
 * The request whose answer is to be long: how many bytes the remote sends for it, and for the small
 * one, in each mode and security model.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LARGE_BYTES, LARGE_NAME } from '../../lib/collect/elasticsearch/large.ts';
import { at, LOCALS, MODES } from './cases/addresses.ts';
import { nodeOf } from './clusters/lab.ts';
import { bringUpPhase } from './clusters/phase.ts';
import { untilConnected } from './clusters/remoteInfo.ts';
import { demand, pause, request } from './clusters/request.ts';
import { HIDDEN_PORTS } from './clusters/specs.ts';
import { counting, openWay } from './network/way.ts';
import { unregisterAll } from './play.ts';
import { aliasOf } from './scene.ts';
import { createStage, portOfNode } from './stage.ts';

const PORTS = { certificate: 'transport', 'API key': 'remote' } as const;
type Model = keyof typeof PORTS;

/** Of which case the keystore has the key for the alias. */
const NAMES = {
  hidden: (model: Model, mode: string) => `publish address unreachable, ${model}, ${mode}`,
  remote8: (model: Model, mode: string) => `${model}, ${mode}, remote8`,
} as const;

const WAYS = LOCALS.flatMap((local) =>
  (['certificate', 'API key'] as const).flatMap((model) => [
    ...MODES.map((mode) => ({ local, model, mode, remote: 'hidden' as const })),
    { local, model, mode: 'proxy' as const, remote: 'remote8' as const },
  ]),
);

describe.skipIf(inject('missing') !== '')('a large answer', () => {
  beforeAll(() => bringUpPhase('secure'));
  afterAll(async () => {
    for (const local of LOCALS) await unregisterAll(local);
  });

  it.each(WAYS)('comes from $remote to $local, $model, $mode', async (way) => {
    const { local, model, mode, remote } = way;
    const stage = createStage();
    const alias = aliasOf({ name: NAMES[remote](model, mode) });
    let bytes = 0;
    const back = () =>
      counting((more) => {
        bytes += more;
      });
    const kind = PORTS[model];
    const port = remote === 'hidden' ? HIDDEN_PORTS[kind] : 0;
    const targets = [portOfNode(nodeOf(remote), kind)] as const;
    const opened = await stage.keep(openWay({ port, targets, back }));
    try {
      await register(local, alias, at(mode, `127.0.0.1:${opened.port}`));
      const sent = async (index: string) => {
        await pause(500);
        const before = bytes;
        await request(nodeOf(local), `/_resolve/cluster/${alias}:${index}`);
        return bytes - before;
      };
      await sent('*');
      const [small, large] = [await sent('*'), await sent(LARGE_NAME)];
      expect(large).toBeGreaterThan(LARGE_BYTES * 0.7);
      // At most 1,902 bytes were seen, with API keys.
      expect(small).toBeLessThan(2000);
    } finally {
      await unregisterAll(local);
      await stage.strike();
    }
  });
});

async function register(
  local: string,
  alias: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  const persistent = { [`cluster.remote.${alias}`]: settings };
  await demand(nodeOf(local), '/_cluster/settings', { method: 'PUT', body: { persistent } });
  await untilConnected(local, alias);
}
