/**
 * Each API of a local cluster, hostile in each way: one cluster of the registry for each API beside
 * a healthy one, all in one check.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEHAVIOUR_NAMES, BEHAVIOURS, type BehaviourName, IS_JSON } from './support/behaviours.ts';
import { expectEnded, type Run, runCheck, verdictsOf } from './support/command.ts';
import { type Front, MISSING, startFront } from './support/front.ts';
import { AUTH, startWorld, type World } from './support/world.ts';

const ALL_PRIVILEGES = {
  api: /_has_privileges/,
  answer: { status: 200, body: JSON.stringify({ has_all_requested: true }) },
};
/** Patterns are asked for if one is at work. */
const PATTERN = {
  cluster_name: 'a',
  time_since_last_check_millis: 1,
  last_seen_metadata_version: 1,
};
const FOLLOWING = {
  auto_follow_stats: { auto_followed_clusters: [PATTERN], recent_auto_follow_errors: [] },
  follow_stats: { indices: [] },
};
const WITH_PATTERN = {
  api: /^\/_ccr\/stats/,
  answer: { status: 200, body: JSON.stringify(FOLLOWING) },
};

/** `isVital`: without it nobody knows how the remotes are. */
const APIS = {
  root: { api: /^\/(?:\?|$)/ },
  'remote-info': { api: /^\/_remote\/info/, isVital: true },
  nodes: { api: /^\/_nodes/ },
  settings: { api: /^\/_cluster\/settings/ },
  certificates: { api: /^\/_ssl\/certificates/ },
  license: { api: /^\/_license/ },
  stats: { api: /^\/_cluster\/stats/ },
  'resolve-cluster': { api: /^\/_resolve\/cluster/, isVital: true },
  search: {
    api: /_search/,
    isVital: true,
    fixed: [{ api: /^\/_resolve\/cluster/, answer: MISSING }],
  },
  'ccr-stats': { api: /^\/_ccr\/stats/ },
  privileges: { api: /^\/_security\/user\/_has_privileges/, fixed: [WITH_PATTERN] },
  'auto-follow': { api: /^\/_ccr\/auto_follow/, fixed: [ALL_PRIVILEGES, WITH_PATTERN] },
  followers: { api: /\/_ccr\/info/ },
} as const satisfies Record<
  string,
  Omit<Parameters<typeof startFront>[0], 'target' | 'trap'> & { readonly isVital?: boolean }
>;
type ApiName = keyof typeof APIS;
const API_NAMES = Object.keys(APIS) as ApiName[];
const ALIASES = ['a', 'b'];

let world: World;
const fronts = new Map<string, Front>();
let before: ReadonlyMap<string, object>;

function check(): Promise<Run> {
  return runCheck({
    clusters: [...fronts].map(([name, { url }]) => ({ name, urls: [url], auth: AUTH })),
  });
}

function isVital(api: ApiName): boolean {
  return 'isVital' in APIS[api];
}

beforeAll(async () => {
  world = await startWorld(ALIASES);
  const options = { target: world.localUrl, trap: world.trapUrl };
  for (const [name, one] of Object.entries(APIS))
    fronts.set(name, await startFront({ ...options, ...one }));
  fronts.set('well', await startFront({ ...options, api: /^$/ }));
  before = verdictsOf(await check());
});

afterAll(async () => {
  for (const front of fronts.values()) await front[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

it('without hostility, every cluster is healthy, and every API is asked', () => {
  expect(before.size).toBe((API_NAMES.length + 1) * ALIASES.length);
  for (const verdict of before.values()) expect(verdict).toMatchObject({ status: 'healthy' });
  expect(API_NAMES.filter((api) => fronts.get(api)?.asked() === 0)).toEqual([]);
});

/** No answer that nobody understands makes a remote fail. */
function statusesOf(api: ApiName, behaviour: BehaviourName): readonly string[] {
  if (api === 'settings' && behaviour === 'wrong types') return ['healthy', 'degraded'];
  return isVital(api) ? ['unknown'] : ['healthy'];
}

describe.each(BEHAVIOUR_NAMES)('a local cluster that answers one API with: %s', (behaviour) => {
  let run: Run;

  beforeAll(async () => {
    for (const api of API_NAMES) fronts.get(api)?.setBehaviour(BEHAVIOURS[behaviour]);
    run = await check();
  });

  it('does not keep the check from ending', () => expectEnded(run));

  it('does not change what is said of another cluster', () => {
    for (const alias of ALIASES)
      expect(verdictsOf(run).get(`well/${alias}`)).toEqual(before.get(`well/${alias}`));
  });

  it('leads nobody elsewhere', () => expect(world.trap.connections()).toBe(0));

  it.each(API_NAMES)('%s: is judged without this answer, which the result names', (api) => {
    expect(fronts.get(api)?.asked()).toBeGreaterThan(0);
    const results = run.results.filter(({ cluster }) => cluster === api);
    expect(results.map(({ alias }) => alias)).toEqual(
      isVital(api) && results.length === 1 ? ['*'] : ALIASES,
    );
    for (const { status, cause, notSeen } of results) {
      expect(status).toBeOneOf(statusesOf(api, behaviour));
      const names = Object.keys(notSeen).map(
        (name) => /\/[^\s?]*/.exec(name.replace(/https?:\/\/[^/]*/, ''))?.[0] ?? '',
      );
      const isSaid = isVital(api)
        ? cause.evidence !== ''
        : names.some((name) => APIS[api].api.test(name));
      // If nobody knows whether patterns may be listed, they are asked for.
      if (!IS_JSON.includes(behaviour) && api !== 'privileges')
        expect(isSaid, JSON.stringify({ cause, notSeen })).toBe(true);
    }
  });
});
