/**
 * One real cross-cluster request through one local node. A dead remote costs the local cluster a
 * warning with a long stack trace in its log for each request, so callers decide how often.
 */
import { instantOf } from '../../instant.ts';
import type { ActiveWitness } from '../../result/witness.ts';
import { type Judgement, judgeResolve, judgeSearch } from './activeOutcome.ts';
import { type ResolveMemory, resolveCluster } from './api/resolveCluster.ts';
import { searchRequest } from './api/searchProbe.ts';
import { ask } from './ask.ts';
import type { NodeClient } from './client.ts';
import { safeReasons, safeText } from './failure.ts';

export interface ActiveOptions {
  /**
   * Name and version of the node, from `GET /`; the version is undefined where that was not
   * answered.
   */
  readonly nodeName: string;
  readonly nodeVersion: string | undefined;
  /** Whether `_remote/info` of this node lists the alias. */
  readonly listed: boolean;
  /** One for each local cluster, kept from call to call. */
  readonly memory: ResolveMemory;
  /** For all requests of this call together. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly now: () => Date;
}

interface Judged {
  readonly api: ActiveWitness['api'];
  readonly judgement: Judgement;
}

interface Attempt {
  readonly node: NodeClient;
  readonly alias: string;
  readonly options: ActiveOptions;
  /** What is left of the deadline, which begins when the first request is sent. */
  remainingMs(): number;
  readonly onSent: () => void;
}

function notAsked(alias: string): Judged {
  const error = `Cluster alias ${JSON.stringify(alias)} cannot stand in a request for one remote cluster`;
  return { api: 'resolve-cluster', judgement: { outcome: 'unknown', error, reasons: [] } };
}

async function bySearch({ node, alias, options, remainingMs, onSent }: Attempt): Promise<Judged> {
  const answer = await ask(node, searchRequest(alias), {
    timeoutMs: remainingMs(),
    signal: options.signal,
    once: true,
    onSent,
  });
  return { api: 'search', judgement: judgeSearch(answer, options.listed) };
}

/**
 * A search that succeeds after all is the later and better evidence. What one says that fails
 * otherwise is kept, too: of a proxy, or of the local node itself. That our user may not search
 * says nothing about the remote.
 */
function withReasons(resolved: Judged, searched: Judged): Judged {
  const { outcome, error, reasons } = searched.judgement;
  if (outcome === 'connected') return searched;
  if (outcome === 'not-authorized') return resolved;
  const said = reasons.length > 0 || error === undefined ? reasons : [{ type: '', reason: error }];
  return { ...resolved, judgement: { ...resolved.judgement, reasons: said } };
}

async function byResolve(attempt: Attempt): Promise<Judged> {
  const { node, alias, options } = attempt;
  const { memory, signal, listed } = options;
  const answer = await resolveCluster(node, alias, {
    timeoutMs: attempt.remainingMs(),
    signal,
    memory,
    onSent: attempt.onSent,
  });
  if (!answer.ok && answer.failed.kind === 'missing') return bySearch(attempt);
  const entry = answer.ok ? new Map(Object.entries(answer.value)).get(alias) : undefined;
  const judgement = judgeResolve(answer.ok ? { ...answer, value: entry } : answer, listed);
  const resolved: Judged = { api: 'resolve-cluster', judgement };
  const chainIsShown = judgement.outcome === 'not-connected' && entry?.skipUnavailable === false;
  return chainIsShown ? withReasons(resolved, await bySearch(attempt)) : resolved;
}

async function judged(attempt: Attempt): Promise<Judged> {
  const { alias, options } = attempt;
  if (!isPlainAlias(alias)) return notAsked(alias);
  return activeApi(options.nodeVersion) === 'search' ? bySearch(attempt) : byResolve(attempt);
}

/**
 * Never throws: every outcome is a value. Where skip_unavailable is false a failure is asked a
 * second time, as a search, for its exception chain.
 */
export async function askActively(
  node: NodeClient,
  alias: string,
  options: ActiveOptions,
): Promise<ActiveWitness> {
  const askedAt = instantOf(options.now());
  let started = performance.now();
  let isSent = false;
  const onSent = () => {
    if (!isSent) started = performance.now();
    isSent = true;
  };
  const remainingMs = () => Math.max(1, options.timeoutMs - (performance.now() - started));
  const { api, judgement } = await judged({ node, alias, options, remainingMs, onSent });
  const { error, reasons } = judgement;
  return {
    node: options.nodeName,
    url: node.url,
    api,
    ...judgement,
    ...(error === undefined ? {} : { error: safeText(node, error) }),
    reasons: safeReasons(node, reasons),
    askedAt,
    durationMs: performance.now() - started,
  };
}

/** Which API asks a remote cluster for real, by the version of the local node. */

type Version = readonly [major: number, minor: number, patch: number];

function parseVersion(version: string): Version | undefined {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  return patch === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/**
 * First version without `_resolve/cluster` to first with it, and those where it fails fast instead
 * of connecting; both ends belong to the range.
 */
const SEARCH_RANGES: readonly (readonly [Version, Version])[] = [
  [
    [0, 0, 0],
    [8, 12, Number.POSITIVE_INFINITY],
  ],
  [
    [8, 16, 3],
    [8, 16, 5],
  ],
  [
    [8, 17, 1],
    [8, 17, 3],
  ],
];

/**
 * `resolve-cluster` also for a version that is not known: a node without it says so, and then the
 * search can follow.
 */
export function activeApi(localVersion: string | undefined): 'resolve-cluster' | 'search' {
  const version = parseVersion(localVersion ?? '');
  if (version === undefined) return 'resolve-cluster';
  const search = SEARCH_RANGES.some(
    ([from, to]) => compare(version, from) >= 0 && compare(version, to) <= 0,
  );
  return search ? 'search' : 'resolve-cluster';
}

/** Which aliases may stand in the path of a request. */

/**
 * The aliases that Elasticsearch accepts in `cluster.remote.<alias>.…`, without those that begin
 * with a minus. Percent-encoding would be no protection: the path is decoded before it is read as
 * an expression, so that `%2A:*` asks every remote, `a%2Cb:*` two, `-a:*` all but one and `<a>:*`
 * the local cluster. What does not match is therefore not asked at all; what matches needs no
 * encoding.
 */
const ALIAS = /^\w[-\w]*$/;

/** Whether `alias:pattern` in a path means this one remote and nothing else. */
export function isPlainAlias(alias: string): boolean {
  return ALIAS.test(alias);
}
