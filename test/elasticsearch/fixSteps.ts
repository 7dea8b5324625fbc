/** Carries the steps of a fix out, each at the place that it names. */
import { expect, inject } from 'vitest';
import * as z from 'zod';
import { type Place, type Step, textOf } from '../../lib/result/instructions.ts';
import type { Fix } from './cases/fixes.ts';
import { clusterOf, type LabNode, nodeOf } from './clusters/lab.ts';
import { lab } from './clusters/labCommand.ts';
import { request } from './clusters/request.ts';
import type { Stage } from './stage.ts';

interface Sides {
  readonly local: string;
  readonly remote: string;
}

export interface Applied {
  /** How many were sent. */
  readonly requests: number;
  /** The "encoded" value of the key that a request created. */
  readonly createdKey: string | undefined;
}

interface Circumstances {
  readonly fix: Fix;
  readonly local: string;
  readonly stage: Stage;
}

type Request = Extract<Step, { kind: 'request' }>;
type Lines = Extract<Step, { kind: 'lines' }>;

/** Sends the requests of the way that the case takes. Elasticsearch has to accept each of them. */
export async function apply(
  steps: readonly Step[],
  { fix, local, stage }: Circumstances,
): Promise<Applied> {
  const sides = { local, remote: fix.remote };
  let [requests, createdKey] = [0, undefined as string | undefined];
  await fix.byHand?.();
  for (const step of taken(steps, fix)) {
    if (step.kind === 'lines') await store(step, { fix, local, createdKey });
    if (step.kind !== 'request') continue;
    requests += 1;
    const body = await send(filled(step, fix.fill?.(stage) ?? {}), sides);
    createdKey = createdSchema.safeParse(body).data?.encoded ?? createdKey;
  }
  return { requests, createdKey };
}

const createdSchema = z.object({ encoded: z.string() });

/** Sends the requests that show a cause; those about what the remote lacks may answer 404. */
export async function tryOut(steps: readonly Step[], sides: Sides): Promise<void> {
  for (const step of steps) {
    if (step.kind !== 'request' || JSON.stringify(step).includes('<')) continue;
    for (const node of nodesAt(step.on, sides)) {
      const { status, body } = await request(node, `/${step.path.replace(/^\//, '')}`);
      const sentence = `${step.method} ${step.path} on ${node.name}: ${JSON.stringify(body)}`;
      expect(status === 400 || status === 405, sentence).toBe(false);
    }
  }
}

/** The steps from one text on, and before another. */
function taken(steps: readonly Step[], { from, until }: Fix): readonly Step[] {
  const at = (pattern: RegExp) =>
    steps.findIndex((step) => step.kind === 'text' && pattern.test(step.text));
  const first = from === undefined ? 0 : at(from);
  const end = until === undefined ? steps.length : at(until);
  expect(Math.min(first, end), `has ${from} and ${until}: ${textOf(steps)}`).not.toBe(-1);
  return steps.slice(first, end);
}

function filled(step: Request, fill: Readonly<Record<string, string>>): Request {
  const text = Object.entries(fill).reduce(
    (known, [placeholder, value]) => known.replaceAll(placeholder, value),
    JSON.stringify(step),
  );
  expect(text, 'nothing is left to be filled in').not.toMatch(/<[^>]*>/);
  return JSON.parse(text);
}

async function send({ on, method, path, body }: Request, sides: Sides): Promise<unknown> {
  let last: unknown;
  for (const node of nodesAt(on, sides)) {
    const reply = await request(node, `/${path}`, { method, body });
    const said = `${method} ${path} ${JSON.stringify(body)}: ${JSON.stringify(reply.body)}`;
    expect(reply.status, said).toBeLessThan(300);
    last = reply.body;
  }
  return last;
}

function nodesAt(place: Place, { local, remote }: Sides): LabNode[] {
  if (place === 'local-cluster') return [nodeOf(local)];
  if (place === 'remote-cluster') return [nodeOf(remote)];
  if (place === 'both-clusters') return [nodeOf(local), nodeOf(remote)];
  if (place === 'each-local-node') return [...clusterOf(local).nodes];
  throw new Error(`The lab has no place ${place} for a request`);
}

const ADD_KEY = /^bin\/elasticsearch-keystore add -f (cluster\.remote\.\w+\.credentials)$/;

interface Keystore {
  readonly fix: Fix;
  readonly local: string;
  readonly createdKey: string | undefined;
}

/** What a shell does on the local nodes; files are for people. */
async function store({ lines }: Lines, { fix, local, createdKey }: Keystore): Promise<void> {
  const setting = ADD_KEY.exec(lines[0] ?? '')?.[1];
  if (setting === undefined) throw new Error(`The lab cannot carry out: ${lines.join('; ')}`);
  const [cluster = '', name = ''] = fix.stores?.split('.') ?? [];
  const value = createdKey ?? clusterOf(cluster).keys[name]?.encoded;
  if (value === undefined) throw new Error(`There is no key to store as ${setting}`);
  for (const node of clusterOf(local).nodes)
    await lab(['keystore', node.name, setting], {
      runDirectory: inject('runDirectory'),
      input: value,
    });
}
