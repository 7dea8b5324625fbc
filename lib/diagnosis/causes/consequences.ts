/** What the state of a remote does to searches and restarts; and all being well. */
import type { Registration } from '../../facts/registration.ts';
import { failuresOf, lossOf } from '../../result/searches.ts';
import { countOf } from '../../result/witness.ts';
import { type Cause, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { get, register, resolve, say, unregister } from '../stepBuilders.ts';
import { distinct, hangs, isBroken, type View } from '../view.ts';

function reconnected({ facts: { passive, active }, verdict }: View): Match | undefined {
  const isUsed = (name: string) =>
    active.some(({ node, outcome }) => node === name && outcome === 'connected');
  const idle = passive.filter(({ node, connected }) => connected === false && isUsed(node));
  if (verdict !== 'connected' || idle.length === 0) return undefined;
  const names = idle.map(({ node }) => node).join(', ');
  return { evidence: `${names} held no connection; our request brought it back` };
}

function notRepeated({ facts: { active } }: View): Match | undefined {
  const [first] = active.filter(({ remembered }) => remembered === true);
  if (first === undefined) return undefined;
  return {
    evidence: prose`
      The cross-cluster request was not repeated since it was last made at ${first.askedAt} and
      failed. Since then no local node has connected, and nothing about its addresses and its
      registration has changed`,
  };
}

function searchesSkip(view: View): Match | undefined {
  if (!isBroken(view) || view.facts.registration.skipUnavailable !== true) return undefined;
  const loss = view.searches && lossOf(view.searches);
  const evidence =
    'skip_unavailable is true: searches answer HTTP 200 without the data of this remote';
  return { evidence: loss === undefined ? evidence : `${evidence}; ${loss}` };
}

/** The remote works now, so it is a note: a search skips a remote for reasons of its own too. */
function searchesSkipped(view: View): Match | undefined {
  const { searches } = view;
  if (searches === undefined || isBroken(view) || (searches.recent ?? searches).skipped === 0)
    return undefined;
  return { evidence: `Though this remote can be reached now, ${lossOf(searches)}` };
}

/** The counters do not say which remote failed, so every broken remote shows it. */
function searchesFailed(view: View): Match | undefined {
  const { recent } = view.searches ?? {};
  const skips = view.facts.registration.skipUnavailable === true;
  if (!isBroken(view) || skips || recent === undefined) return undefined;
  const failures =
    countOf(recent.failed, 'remotes_unavailable') > 0 ? failuresOf(recent) : undefined;
  if (failures === undefined) return undefined;
  return {
    evidence: `skip_unavailable is false: ${failures}; which remote was meant is not counted`,
  };
}

/**
 * Whoever applies the cluster state waits for the remotes of the cluster settings one after the
 * other, and for those of elasticsearch.yml at once.
 */
const SECONDS_EACH = 10;

function restartUnsafe(view: View): Match | undefined {
  if (!hangs(view)) return undefined;
  const { registration, othersHanging } = view.facts;
  const all: readonly Hanging[] = [registration, ...othersHanging];
  const inNodes = all.filter(({ configuredIn }) => configuredIn === 'node-settings');
  const inCluster = all.filter(({ configuredIn }) => configuredIn !== 'node-settings');
  const waits = [nodeWait(inNodes), clusterWait(inCluster)].filter((wait) => wait !== undefined);
  const who = `${aliases(all)} ${all.length === 1 ? 'gives' : 'give'} no answer`;
  return {
    evidence: prose`
      ${who}: each node of ${registration.cluster} that starts waits ${waits.join(', and ')}, before
      it has its shards`,
  };
}

type Hanging = Pick<Registration, 'alias' | 'configuredIn'>;

function nodeWait(hanging: readonly Hanging[]): string | undefined {
  if (hanging.length === 0) return undefined;
  const timeout = 'up to cluster.remote.initial_connect_timeout (30 s by default)';
  return `${timeout} for ${aliases(hanging)} of its elasticsearch.yml`;
}

function clusterWait(hanging: readonly Hanging[]): string | undefined {
  if (hanging.length === 0) return undefined;
  const order = hanging.length > 1 ? ', one after the other' : '';
  const seconds = hanging.length * SECONDS_EACH;
  return `${seconds} s for ${aliases(hanging)} of the cluster settings${order}`;
}

const NAMED = 10;

function aliases(hanging: readonly Hanging[]): string {
  const named = distinct(hanging.slice(0, NAMED).map(({ alias }) => alias)).join(', ');
  const more = hanging.length - NAMED;
  return more > 0 ? `${named}, and ${more} more` : named;
}

const NOTHING_TO_DO = () => [say('Nothing to do.')];

export const CONSEQUENCES = {
  healthy: {
    title: 'The remote works',
    meaning: prose`
      A real cross-cluster request passes. Searches and replication can use this remote.`,
    verify: resolve,
    fix: NOTHING_TO_DO,
    documentation: DOCUMENTATION.troubleshooting,
    when: { namedBy: 'diagnosis/diagnose.ts' },
  },
  reconnected: {
    title: 'Healthy; connection re-established by this check',
    meaning: prose`
      No connection was open, which _remote/info shows as connected: false. Elasticsearch does not
      reconnect by itself; the request of this check did it.`,
    verify: resolve,
    fix: NOTHING_TO_DO,
    documentation: DOCUMENTATION.troubleshooting,
    when: { finding: reconnected },
  },
  'request-not-repeated': {
    title: 'The cross-cluster request was not repeated',
    meaning: prose`
      Each request to a dead remote makes the local node log a stack trace. While nothing of the
      remote is alive and nothing has changed, the checker repeats it every few minutes only
      (activeRetryMinutes), and the verdict stays. It asks the local nodes for their connections and
      probes the addresses at each check, and any sign of life leads to a request at once.`,
    verify: resolve,
    fix: () => [
      say('Nothing to do. To have each check make the request, set activeRetryMinutes to 0.'),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { finding: notRepeated },
  },
  'searches-skip-this-remote': {
    title: 'Searches skip this remote (skip_unavailable: true)',
    meaning: prose`
      With skip_unavailable: true, a search answers HTTP 200 and lacks the data of this remote. Only
      _clusters.skipped in the answer shows it.`,
    verify: ({ alias }) => [get(`${alias}:*/_search?size=0&filter_path=_clusters`)],
    fix: (given) => [
      say('Fix the cause. To have searches fail instead:'),
      register(given, { skip_unavailable: false }),
    ],
    documentation: DOCUMENTATION.search,
    when: { finding: searchesSkip },
  },
  'searches-skipped': {
    title: 'Searches have skipped this remote',
    meaning: prose`
      Searches answered HTTP 200 and lacked the data of this remote. It was unreachable at times, or
      it refused: with skip_unavailable: true, Elasticsearch also skips a remote that answers with
      an error, for example about an index that is missing or not allowed.`,
    verify: ({ alias }) => [
      say(prose`
        The counter starts with each node. The answer of a search shows what it lacks and why, under
        _clusters.details.`),
      get(`_cluster/stats?filter_path=ccs._search.clusters.${alias}`),
    ],
    fix: ({ alias }) => [
      say(prose`
        Look at the history of the remote: was it unreachable in that time? If not, look for
        searches of ${alias} that name indices which are missing or not allowed.`),
    ],
    documentation: DOCUMENTATION.search,
    when: { finding: searchesSkipped },
  },
  'searches-failed': {
    title: 'Searches have failed because a remote was unavailable',
    meaning: prose`
      With skip_unavailable: false, a search fails as a whole if the remote cannot be reached, and
      users see an error. The local nodes count such searches for all remotes together.`,
    verify: () => [
      say('The counter starts with each node:'),
      get('_cluster/stats?filter_path=ccs._search.failure_reasons'),
    ],
    fix: (given) => [
      say('Fix the cause. To have searches answer without this remote instead:'),
      register(given, { skip_unavailable: true }),
    ],
    documentation: DOCUMENTATION.search,
    when: { finding: searchesFailed },
  },
  'restart-unsafe': {
    title: 'Restarting local nodes now would be slow',
    meaning: prose`
      A node that starts waits for remotes that give no answer: for those of its elasticsearch.yml
      before it opens its ports, for those of the cluster settings while it applies the cluster
      state. A rolling restart waits at each node, and so does every change of the settings of such
      a remote. Searches and replication are not affected.`,
    verify: () => [get('_remote/info')],
    fix: (given) => [
      say(prose`
        Fix the remote first, or remove the registration during the restart (note its settings
        before):`),
      unregister(given),
    ],
    documentation: DOCUMENTATION.settings,
    when: { finding: restartUnsafe },
  },
} as const satisfies Record<CodesOf<'consequences'>, Cause>;
