/**
 * A local stack without a clock of its own, many local clusters with one remote each, and what a
 * test does with them.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import * as z from 'zod';
import { makeFleetCertificates } from '../../local/fleet/certificates.ts';
import {
  type SimulatedCluster,
  startSimulatedCluster,
} from '../../local/fleet/simulatedCluster.ts';
import { freePorts } from '../../local/stack/ports.ts';
import { type Stack, startStack } from '../../local/stack/stack.ts';
import { temporaryDirectory } from '../../local/stack/temporaryDirectory.ts';
import { type Gate, startGate } from './gate.ts';

export const TOKEN = 'token-of-the-tests';
export const ALIAS = 'archive';

/** A local cluster of the registry and its remote; each test takes its own. */
export interface Link {
  readonly cluster: string;
  readonly urls: readonly string[];
  readonly remote: SimulatedCluster;
}

export interface World extends AsyncDisposable {
  readonly stack: Stack;
  readonly dynamoDb: Gate;
  readonly sns: Gate;
  /** Lines of the functions. */
  readonly lines: readonly string[];
  takeLink(): Link;
  /** A later run each time. */
  nextRun(): string;
  check(link: Link, run?: string): Promise<unknown>;
  alert(): Promise<unknown>;
  /** Checks as often as the threshold asks. */
  checkTwice(link: Link): Promise<void>;
  /** The texts that Slack got about the link, once nothing is under way any more. */
  toldToSlack(link: Link): Promise<string[]>;
  /** How often `check` has told what it found there. */
  checksOf(link: Link): number;
  /** Kinds of the events that the topic accepted about the link. */
  published(link: Link): string[];
}

const LINKS = 8;

export async function startWorld(): Promise<World> {
  await using parts = new AsyncDisposableStack();
  const { path } = parts.use(await temporaryDirectory());
  const links = await startLinks(parts);
  const registryFile = join(path, 'clusters.yml');
  await mkdir(join(path, 'stack'));
  await writeFile(registryFile, JSON.stringify(registryOf(links)));
  const ports = await freePorts();
  const dynamoDb = parts.use(await startGate(`http://127.0.0.1:${ports.dynamoDb}`));
  const sns = parts.use(await startGate(`http://127.0.0.1:${ports.sns}`));
  const lines: string[] = [];
  const { PATH = '', HOME = '' } = process.env;
  const stack = parts.use(
    await startStack({
      ports,
      registryFile,
      token: TOKEN,
      vantage: 'test',
      environment: { PATH, HOME, PASSWORD: 'changeme' },
      workingDirectory: join(path, 'stack'),
      onFunctionLine: (line) => lines.push(line),
      log: (line) => lines.push(line),
      reroute: { dynamoDb: dynamoDb.url, sns: sns.url },
      retrySeconds: 1,
    }),
  );
  const running = parts.move();
  return {
    stack,
    dynamoDb,
    sns,
    lines,
    ...actions({ stack, sns, links, lines }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

interface Parts {
  readonly stack: Stack;
  readonly sns: Gate;
  readonly links: readonly Link[];
  readonly lines: readonly string[];
}

function actions({ stack, sns, links, lines }: Parts) {
  const started = Date.now();
  let [runs, taken] = [0, 0];
  const nextRun = () => new Date(started + 60_000 * runs++).toISOString();
  const check = (link: Link, run = nextRun()) =>
    stack.functions.invoke('check', { cluster: link.cluster, run });
  return {
    takeLink: () => {
      const link = links[taken++];
      if (link === undefined) throw new Error(`No link is left of ${LINKS}`);
      return link;
    },
    nextRun,
    check,
    checkTwice: async (link: Link) => {
      await check(link);
      await check(link);
    },
    alert: () => stack.functions.invoke('alert', {}),
    toldToSlack: async ({ cluster }: Link) => {
      await expect.poll(() => underWay(stack), { timeout: 45_000, interval: 100 }).toBe(0);
      const about = stack.slack.messages
        .map(({ message }) => message)
        .filter((message) => JSON.stringify(message).includes(cluster));
      return about.map(({ text = '' }) => text);
    },
    checksOf: ({ cluster }: Link) =>
      lines.filter((line) => line.includes('"Remote checked"') && line.includes(`"${cluster}"`))
        .length,
    published: ({ cluster }: Link) =>
      sns.passed
        .filter(({ action, body }) => action === 'Publish' && body.includes(cluster))
        .map(({ body }) =>
          String(JSON.parse(new URLSearchParams(body).get('Message') ?? '{}').kind),
        ),
  };
}

const list = z.array(z.unknown());
const queueSchema = z.object({
  messages: z.object({ ready: list, delayed: list, inflight: list }),
});

/** Messages that the topic delivered and `notify` has not handled yet. */
async function underWay({ topic }: Stack): Promise<number> {
  const answer = await fetch(`${topic.url}/_fauxqs/queues/notify`);
  const { messages } = queueSchema.parse(await answer.json());
  return messages.ready.length + messages.delayed.length + messages.inflight.length;
}

async function startLinks(parts: AsyncDisposableStack): Promise<Link[]> {
  const common = {
    security: 'tls',
    certificates: makeFleetCertificates(new Date()),
    handshakeTimeoutMs: 1000,
  } as const;
  return Promise.all(
    Array.from({ length: LINKS }, async (_, number) => {
      const remote = parts.use(
        await startSimulatedCluster({ ...common, name: `${ALIAS}-${number}` }),
      );
      const seeds = remote.nodes.map(({ transportAddress }) => transportAddress);
      const local = parts.use(
        await startSimulatedCluster({
          ...common,
          name: `local-${number}`,
          remotes: [{ alias: ALIAS, mode: 'sniff', seeds }],
        }),
      );
      return { cluster: local.name, remote, urls: local.nodes.map(({ url }) => url) };
    }),
  );
}

function registryOf(links: readonly Link[]): object {
  const timeouts = {
    checkSeconds: 8,
    httpSeconds: 3,
    resolveSeconds: 2,
    connectSeconds: 0.5,
    tlsSeconds: 0.5,
    handshakeSeconds: 0.5,
  };
  const thresholds = { failures: 2, successes: 1 };
  const auth = { basic: { username: 'elastic', password: 'env:PASSWORD' } };
  return {
    defaults: { timeouts, thresholds },
    clusters: links.map(({ cluster, urls }) => ({ name: cluster, urls, auth })),
  };
}
