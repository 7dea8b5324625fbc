/**
 * Each API of a remote cluster's own HTTP addresses, hostile in each way: one remote for each API
 * beside two healthy ones, all in one check.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEHAVIOUR_NAMES, BEHAVIOURS, IS_JSON } from './support/behaviours.ts';
import { expectEnded, type Run, runCheck, verdictsOf } from './support/command.ts';
import { type Front, startFront } from './support/front.ts';
import { AUTH, startWorld, type World } from './support/world.ts';

const APIS = {
  root: /^\/(?:\?|$)/,
  nodes: /^\/_nodes/,
  certificates: /^\/_ssl\/certificates/,
  license: /^\/_license/,
  keys: /^\/_security\/api_key/,
} as const;
type ApiName = keyof typeof APIS;
const API_NAMES = Object.keys(APIS) as ApiName[];
/** One whose HTTP addresses are known, one whose are not. */
const BYSTANDERS = ['well', 'plain'];

let world: World;
const fronts = new Map<string, Front>();
let before: ReadonlyMap<string, object>;

function check(): Promise<Run> {
  const access = [...fronts].map(([alias, { url }]) => [
    alias,
    { remote: { urls: [url], auth: AUTH } },
  ]);
  const first = {
    name: 'first',
    urls: [world.localUrl],
    auth: AUTH,
    remotes: Object.fromEntries(access),
  };
  return runCheck({ clusters: [first, { ...first, name: 'second', remotes: {} }] });
}

beforeAll(async () => {
  world = await startWorld([...API_NAMES, ...BYSTANDERS]);
  const options = { target: world.remoteUrl, trap: world.trapUrl };
  for (const api of API_NAMES) fronts.set(api, await startFront({ ...options, api: APIS[api] }));
  fronts.set('well', await startFront({ ...options, api: /^$/ }));
  before = verdictsOf(await check());
});

afterAll(async () => {
  for (const front of fronts.values()) await front[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

it('without hostility, every remote works, and every API is asked', () => {
  expect(before.size).toBe((API_NAMES.length + BYSTANDERS.length) * 2);
  for (const verdict of before.values())
    expect(verdict).toMatchObject({ status: expect.stringMatching(/^(?:healthy|degraded)$/) });
  expect(API_NAMES.filter((api) => fronts.get(api)?.asked() === 0)).toEqual([]);
});

describe.each(BEHAVIOUR_NAMES)('a remote cluster that answers one API with: %s', (behaviour) => {
  let run: Run;

  beforeAll(async () => {
    for (const api of API_NAMES) fronts.get(api)?.setBehaviour(BEHAVIOURS[behaviour]);
    run = await check();
  });

  it('does not keep the check from ending', () => expectEnded(run));

  it('does not change what is said of other remotes, and of other local clusters', () => {
    const others = [...before].filter(
      ([name]) =>
        name.startsWith('second/') || BYSTANDERS.some((alias) => name === `first/${alias}`),
    );
    const verdicts = verdictsOf(run);
    for (const [name, verdict] of others) expect.soft(verdicts.get(name), name).toEqual(verdict);
  });

  it('leads nobody elsewhere', () => expect(world.trap.connections()).toBe(0));

  it.each(API_NAMES)('%s: is never failing by this, and the result names the answer', (api) => {
    expect(fronts.get(api)?.asked()).toBeGreaterThan(0);
    const result = run.results.find(({ cluster, alias }) => cluster === 'first' && alias === api);
    expect(result?.status).toBeOneOf(['healthy', 'degraded']);
    const names = Object.keys(result?.notSeen ?? {}).join('\n');
    if (!IS_JSON.includes(behaviour)) expect(names).toMatch(/remote GET \//);
  });
});
