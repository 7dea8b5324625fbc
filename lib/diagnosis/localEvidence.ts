/** What shows faults of the registration, and differences between the local nodes. */
import { parseAddress } from '../address.ts';
import type { RegistrationFacts } from '../facts/facts.ts';
import { listing } from '../listing.ts';
import { parseVersion } from '../release/release.ts';
import type { ActiveWitness, FailedAnswer } from '../result/witness.ts';
import { type Match, prose } from './cause.ts';
import { asksOf, distinct, isBroken, rootsOf, type View } from './view.ts';

/** What replicates from the alias: follower indices, paused ones too, and auto-follow patterns. */
function followedFrom(alias: string, ccr: RegistrationFacts['ccr']): string[] {
  if (!ccr.ok || ccr.value === undefined) return [];
  const { shards, paused, patterns, autoFollowed } = ccr.value;
  const followers = [...shards, ...(paused?.ok ? paused.value : [])]
    .filter((follower) => follower.alias === alias)
    .map(({ followerIndex }) => `follower ${followerIndex}`);
  const named = (patterns?.ok ? (patterns.value ?? []) : [])
    .filter((pattern) => pattern.alias === alias)
    .map(({ name }) => `auto-follow pattern ${name}`);
  const isAutoFollowed = autoFollowed.some((cluster) => cluster.alias === alias);
  return distinct([
    ...followers,
    ...(named.length === 0 && isAutoFollowed ? ['an auto-follow pattern'] : named),
  ]);
}

export function missing({ facts: { registration, local, ccr } }: View): Match | undefined {
  if (registration.configuredIn !== 'nowhere') return undefined;
  const followed = followedFrom(registration.alias, ccr);
  if (followed.length > 0)
    return {
      evidence: prose`
        No node of ${local.name} has the remote ${registration.alias} registered, but
        ${listing(followed)} ${followed.length === 1 ? 'depends' : 'depend'} on it: replication has
        stopped`,
    };
  return {
    evidence: prose`
      The registry names the remote ${registration.alias}, but no node of ${local.name} has it
      registered`,
  };
}

/** Settings in two places: those of the cluster win, until somebody removes them. */
export function twice({ facts: { registration } }: View): Match | undefined {
  if (registration.isRegisteredTwice !== true) return undefined;
  return {
    evidence: prose`
      ${registration.alias} is registered in the cluster settings and in elasticsearch.yml of local
      nodes; the cluster settings have precedence, setting by setting`,
  };
}

export function leftover({ facts: { registration } }: View): Match | undefined {
  const { leftovers = [] } = registration;
  if (leftovers.length === 0) return undefined;
  return {
    subject: leftovers.join(', '),
    evidence: `${listing(leftovers)}: no seeds or proxy address are registered with it`,
  };
}

/** A local node that does not answer the checker has a keystore and connections of its own. */
export function silentNodes({ facts: { local } }: View): Match | undefined {
  const silent = local.nodesAsked.flatMap(({ url, root, remoteInfo }) =>
    root.ok || remoteInfo.ok ? [] : [{ url, failed: root.failed }],
  );
  const isFault = silent.filter(({ failed }) => NO_ANSWERS.has(failed.kind));
  if (isFault.length === 0 || silent.length === local.nodesAsked.length) return undefined;
  const why = isFault.map(({ url, failed }) => `${url}: ${failed.message}`);
  return {
    subject: isFault.map(({ url }) => url).join(', '),
    evidence: prose`
      ${isFault.length} of ${local.nodesAsked.length} local nodes gave the checker no answer, so
      whether requests through ${isFault.length === 1 ? 'it' : 'them'} reach the remote is not
      known: ${listing(why, '; ')}`,
  };
}

const NO_ANSWERS: ReadonlySet<FailedAnswer['kind']> = new Set([
  'timed-out',
  'unreachable',
  'nonsense',
  'refused',
  'missing',
]);

/** Elasticsearch takes `host:port` only; a URL becomes the name of a host that nobody has. */
function addressFault(text: string): string | undefined {
  if (/^[a-z][\w+.-]*:\/\//i.test(text)) return 'it has a scheme, but must be <host>:<port>';
  if (text.includes('/') && parseAddress(text) === undefined) return 'it has a path';
  const port = parseAddress(text)?.port;
  if (port === undefined) return 'it is no <host>:<port>';
  if (port === CLOUD_HTTP_PORT) return 'port 9243 is the HTTP endpoint of Elastic Cloud';
  return undefined;
}

/** Of Elastic Cloud's HTTP endpoint, also written without a scheme. */
const CLOUD_HTTP_PORT = 9243;

function badAddresses({ facts: { registration } }: View): Match | undefined {
  const { seeds, proxyAddress } = registration;
  const all = proxyAddress === undefined ? seeds : [proxyAddress];
  const bad = all.flatMap((text) => {
    const why = addressFault(text);
    return why === undefined ? [] : [{ text, why }];
  });
  if (bad.length === 0) return undefined;
  const setting = proxyAddress === undefined ? 'seeds' : 'proxy_address';
  const named = bad.map(({ text, why }) => `${text} (${why})`);
  return {
    subject: bad.map(({ text }) => text).join(', '),
    evidence: `cluster.remote.${registration.alias}.${setting} holds ${listing(named)}`,
  };
}

export function onlyBadAddresses(view: View): Match | undefined {
  const { seeds, proxyAddress } = view.facts.registration;
  const all = proxyAddress === undefined ? seeds : [proxyAddress];
  const areAllBad = all.every((text) => addressFault(text) !== undefined);
  return isBroken(view) && areAllBad ? badAddresses(view) : undefined;
}

export function someBadAddresses(view: View): Match | undefined {
  if (onlyBadAddresses(view) !== undefined) return undefined;
  const match = badAddresses(view);
  return match && { ...match, severity: 'warning' };
}

export function invalid({ facts: { registration } }: View): Match[] {
  return registration.contradictions.map((evidence) => ({ evidence }));
}

export function modeUnexpected({ facts: { registration, expect } }: View): Match | undefined {
  const { mode } = registration;
  if (expect?.mode === undefined || mode === 'unknown' || mode === expect.mode) return undefined;
  return {
    evidence: `The registry expects ${expect.mode} mode, the registration is in ${mode} mode`,
  };
}

export function nodesWithoutRole({ facts: { passive } }: View): Match | undefined {
  const without = passive
    .filter(({ failed }) => failed?.kind === 'no-role')
    .map(({ node }) => node);
  if (without.length === 0) return undefined;
  const names = without.join(', ');
  if (without.length < passive.length)
    return {
      subject: names,
      evidence: prose`
        ${names} lacks the role remote_cluster_client: requests through it cannot use any remote`,
    };
  return {
    subject: names,
    severity: 'unknown',
    evidence: prose`
      No asked node has the role remote_cluster_client (${names}), so none can say anything about
      the remote`,
  };
}

export function unevenNodes({ facts, verdict }: View): Match | undefined {
  const { passive } = facts;
  const without = passive
    .filter(({ failed }) => failed?.kind === 'missing')
    .map(({ node }) => node);
  if (without.length > 0 && without.length < passive.length) {
    const names = without.join(', ');
    return { subject: names, evidence: `${names} does not know this remote, other nodes do` };
  }
  if (verdict !== 'mixed') return undefined;
  const asks = asksOf(facts);
  const good = new Set(
    asks.filter(({ outcome }) => outcome === 'connected').map(({ node }) => node),
  );
  const bad = distinct(asks.map(({ node }) => node)).filter((node) => !good.has(node));
  if (bad.length === 0) return unsteadyNodes(asks);
  return {
    subject: bad.join(', '),
    evidence: prose`
      Requests through ${bad.join(', ')} cannot use this remote, requests through other nodes can`,
  };
}

/** The same node passes and refuses requests; if it hangs, its connections are the reason. */
function unsteadyNodes(asks: readonly ActiveWitness[]): Match | undefined {
  const refusing = asks.filter(({ outcome }) => outcome === 'not-connected');
  if (refusing.length === 0) return undefined;
  const names = distinct(refusing.map(({ node }) => node)).join(', ');
  return {
    subject: names,
    evidence: `Some requests through ${names} reach this remote, and some do not`,
  };
}

/** Since 8.15 the default is true: searches then skip a dead remote without an error. */
export function skipUnavailableImplicit({ facts }: View): Match | undefined {
  const { skipUnavailableExplicit, skipUnavailable } = facts.registration;
  const version = parseVersion(rootsOf(facts)[0]?.version ?? '');
  if (skipUnavailableExplicit !== false || skipUnavailable === undefined || version === undefined)
    return undefined;
  const release = `${version.major}.${version.minor}`;
  return { evidence: `skip_unavailable is not set; ${release} takes it as ${skipUnavailable}` };
}
