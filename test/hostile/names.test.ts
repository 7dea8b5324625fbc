/**
 * Seeds whose names do not exist, hundreds of them, beside a cluster that is reached by name. No
 * name leaves this machine.
 */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCannedLocal } from './support/cannedLocal.ts';
import { expectEnded, type Run, runCheck } from './support/command.ts';
import { type Peer, startPeer } from './support/listening.ts';

const ANSWER_MS = 500;
const LOCALHOST = Buffer.from([9, ...Buffer.from('localhost'), 0]);
const RESOLVER = join(import.meta.dirname, 'support/resolver.ts');

const nameServer = dgram.createSocket('udp4', (query, { port, address }) => {
  const reply = Buffer.from(query);
  reply[2] = Number(reply[2]) | 0x80;
  // No error and no address, or no such name.
  reply[3] = query.includes(LOCALHOST) ? 0x80 : 0x83;
  setTimeout(() => nameServer.send(reply, port, address), ANSWER_MS);
});

beforeAll(async () => {
  nameServer.bind(0, '127.0.0.1');
  await once(nameServer, 'listening');
});

afterAll(() => new Promise<void>((resolve) => nameServer.close(resolve)));

/** So many remotes of `a`, each with ten names. */
describe.each([10, 100])('%s remotes with ten dead names each', (count) => {
  const peers: Peer[] = [];
  let run: Run;

  beforeAll(async () => {
    const remotes = Array.from({ length: count }, (_, remote) => [
      `r${remote}`,
      Array.from({ length: 10 }, (_, name) => `h${remote}-${name}.starve.invalid:9300`),
    ]);
    const dead = await startCannedLocal(Object.fromEntries(remotes));
    const seed = await startPeer((socket) => void socket.end());
    const well = await startCannedLocal({ well: [`localhost:${seed.port}`] });
    peers.push(dead, seed, well);
    const clusters = [
      { name: 'dead', urls: [`http://127.0.0.1:${dead.port}`], auth: 'none' },
      { name: 'well', urls: [`http://localhost:${well.port}`], auth: 'none' },
    ];
    const env = { DNS_PORT: `${nameServer.address().port}`, DNS_SLOW_MS: `${ANSWER_MS}` };
    run = await runCheck({ clusters }, { env, nodeArguments: ['--import', RESOLVER] });
  });

  afterAll(async () => {
    for (const peer of peers) await peer[Symbol.asyncDispose]();
  });

  it('do not keep the check from ending', () => expectEnded(run));

  it('do not change what is said of a cluster that is reached by name', () => {
    expect(run.results.filter(({ cluster }) => cluster === 'well')).toMatchObject([
      { alias: 'well', status: 'healthy' },
    ]);
  });

  it('are all in the report, as names that do not exist if there was time to ask', () => {
    const dead = run.results.filter(({ cluster }) => cluster === 'dead');
    expect(dead).toHaveLength(count);
    const steps = dead.flatMap(({ witnesses }) => witnesses.network.map(({ dns }) => dns));
    expect(steps.filter(({ outcome }) => outcome === 'ok')).toEqual([]);
    const notFound = steps.filter(
      (step) => step.outcome === 'failed' && step.failure === 'name-not-resolved',
    );
    expect(notFound.length).toBeGreaterThanOrEqual(90);
  });
});
