import { expect, it } from 'vitest';
import type { CheckContext } from '../../lib/collect/context.ts';
import type { NodeClient } from '../../lib/collect/elasticsearch/client.ts';
import type { Attempt } from '../../lib/collect/elasticsearch/connections.ts';
import { askStats } from '../../lib/collect/stats.ts';
import type { OwnFacts } from '../../lib/collect/witnesses.ts';
import { defaultsSchema } from '../../lib/registry/limits.ts';
import type { ActiveWitness } from '../../lib/result/witness.ts';
import { active, facts } from '../support/facts.ts';

type Reply = (path: string) => Promise<{ statusCode: number; body: unknown }>;

const silent: Reply = () => new Promise(() => undefined);
const refusing: Reply = async () => ({ statusCode: 500, body: 'no' });
const answering: Reply = async () => ({
  statusCode: 200,
  body: { _nodes: { successful: 1, failed: 0 }, ccs: { clusters: {} } },
});

const isRemoteQuestion = (querystring: Record<string, string>) =>
  querystring['include_remotes'] === 'true';

/** A node that notes what it is asked: `NAME remotes` or `NAME own`. */
function node(name: string, reply: Reply, asked: string[]): NodeClient {
  const client = {
    url: `http://${name}:9200`,
    get: (
      { path, querystring }: { path: string; querystring: Record<string, string> },
      { sent }: Attempt,
    ) => {
      sent();
      asked.push(`${name} ${isRemoteQuestion(querystring) ? 'remotes' : 'own'}`);
      return reply(path);
    },
    requestTimeoutMs: 50,
    redact: (text: string) => text,
    close: async () => undefined,
  };
  return client as unknown as NodeClient;
}

interface Situation {
  readonly outcome?: ActiveWitness['outcome'];
  readonly areAll?: boolean;
  readonly isHurried?: boolean;
  readonly httpSeconds?: number;
}

async function asked(
  replies: readonly Reply[],
  { outcome = 'connected', areAll = true, isHurried = false, httpSeconds = 0.1 }: Situation = {},
) {
  const questions: string[] = [];
  const nodes = replies.map((reply, index) => node(`n${index}`, reply, questions));
  const collected: OwnFacts[] = [facts({ active: [active({ outcome })] })];
  const defaults = defaultsSchema.parse({ timeouts: { httpSeconds } });
  const context = { defaults, signal: new AbortController().signal, isHurried } as CheckContext;
  const stats = await askStats(nodes, { collected, areAll }, context);
  return { questions, stats };
}

it('asks one node', async () => {
  const { questions, stats } = await asked([answering, answering]);
  expect(questions).toEqual(['n0 remotes']);
  expect(stats.remotes.ok && stats.searches.ok).toBe(true);
});

it('asks a second node, and no third, if the first gives no value', async () => {
  const { questions, stats } = await asked([refusing, answering, answering]);
  expect(questions).toEqual(['n0 remotes', 'n1 remotes']);
  expect(stats.remotes.ok).toBe(true);
});

it('keeps the first failure if no node gives a value', async () => {
  const { questions, stats } = await asked([refusing, refusing, answering]);
  expect(questions).toEqual(['n0 remotes', 'n1 remotes']);
  expect(stats.remotes).toMatchObject({
    failed: { message: expect.stringContaining('http://n0:9200') },
  });
  expect((await asked([refusing])).questions).toEqual(['n0 remotes']);
});

it('asks no second node after silence, which a remote may be to blame for', async () => {
  const { questions, stats } = await asked([silent, answering]);
  expect(questions).toEqual(['n0 remotes', 'n0 own']);
  expect(stats.remotes).toMatchObject({ failed: { kind: 'timed-out' } });
});

it('does not ask for the remotes if one is known to hang', async () => {
  const { questions, stats } = await asked([answering], { outcome: 'timed-out' });
  expect(questions).toEqual(['n0 own']);
  expect(stats.remotes).toMatchObject({ failed: { kind: 'not-asked' } });
  expect(stats.searches.ok).toBe(true);
});

it.each([
  [{ areAll: false, isHurried: true }, 'within 1000 ms'],
  [{ areAll: true, isHurried: true }, 'within 1200 ms'],
  [{ areAll: false, isHurried: false }, 'within 1200 ms'],
])(
  'waits for remotes that are not chosen only if nobody waits for it (%o)',
  async (situation, expected) => {
    const { stats } = await asked([silent], { ...situation, httpSeconds: 1.2 });
    expect(stats.remotes).toMatchObject({ failed: { message: expect.stringContaining(expected) } });
  },
);
