/** The local cluster: registration, roles, differences between its nodes. */

import { parseAddress } from '../../address.ts';
import type { RegistrationFacts } from '../../facts/facts.ts';
import { listing } from '../../listing.ts';
import { parseVersion } from '../../release/release.ts';
import type { ActiveWitness, FailedAnswer } from '../../result/witness.ts';
import { type Cause, type Circumstances, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { get, post, put, register, registrations, say, setAddress } from '../stepBuilders.ts';
import { asksOf, distinct, isBroken, rootsOf, type View } from '../view.ts';
import { versionUnexpected } from './releases.ts';

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

function missing({ facts: { registration, local, ccr } }: View): Match | undefined {
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
function twice({ facts: { registration } }: View): Match | undefined {
  if (registration.isRegisteredTwice !== true) return undefined;
  return {
    evidence: prose`
      ${registration.alias} is registered in the cluster settings and in elasticsearch.yml of local
      nodes; the cluster settings have precedence, setting by setting`,
  };
}

function leftover({ facts: { registration } }: View): Match | undefined {
  const { leftovers = [] } = registration;
  if (leftovers.length === 0) return undefined;
  return {
    subject: leftovers.join(', '),
    evidence: `${listing(leftovers)}: no seeds or proxy address are registered with it`,
  };
}

/** A local node that does not answer the checker has a keystore and connections of its own. */
function silentNodes({ facts: { local } }: View): Match | undefined {
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

function onlyBadAddresses(view: View): Match | undefined {
  const { seeds, proxyAddress } = view.facts.registration;
  const all = proxyAddress === undefined ? seeds : [proxyAddress];
  const areAllBad = all.every((text) => addressFault(text) !== undefined);
  return isBroken(view) && areAllBad ? badAddresses(view) : undefined;
}

function someBadAddresses(view: View): Match | undefined {
  if (onlyBadAddresses(view) !== undefined) return undefined;
  const match = badAddresses(view);
  return match && { ...match, severity: 'warning' };
}

/** People paste the request: what does not look like a setting stays out of it. */
function keysIn(subject: string): string[] {
  const keys = subject.split(', ').filter((key) => /^cluster\.remote\.[-\w]+\.[\w.]+$/.test(key));
  return keys.length === 0 ? ['cluster.remote.<alias>.*'] : keys;
}

/** The first address without what does not belong to it. */
function corrected({ subject = '' }: Circumstances): string {
  const [first = ''] = subject.split(', ');
  const bare = first.replace(/^[a-z][\w+.-]*:\/\//i, '').replace(/[/:].*$/, '');
  return /^[\w.-]+$/.test(bare) ? bare : '<host>';
}

function invalid({ facts: { registration } }: View): Match[] {
  return registration.contradictions.map((evidence) => ({ evidence }));
}

function modeUnexpected({ facts: { registration, expect } }: View): Match | undefined {
  const { mode } = registration;
  if (expect?.mode === undefined || mode === 'unknown' || mode === expect.mode) return undefined;
  return {
    evidence: `The registry expects ${expect.mode} mode, the registration is in ${mode} mode`,
  };
}

function nodesWithoutRole({ facts: { passive } }: View): Match | undefined {
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

function unevenNodes({ facts, verdict }: View): Match | undefined {
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
function skipUnavailableImplicit({ facts }: View): Match | undefined {
  const { skipUnavailableExplicit, skipUnavailable } = facts.registration;
  const version = parseVersion(rootsOf(facts)[0]?.version ?? '');
  if (skipUnavailableExplicit !== false || skipUnavailable === undefined || version === undefined)
    return undefined;
  const release = `${version.major}.${version.minor}`;
  return { evidence: `skip_unavailable is not set; ${release} takes it as ${skipUnavailable}` };
}

export const LOCAL_SIDE = {
  'address-invalid': {
    title: 'The address is no <host>:<port>',
    meaning: prose`
      Elasticsearch takes the address of a remote as host and port. With a scheme it looks for a
      host of that name. Port 9243 speaks HTTP; connections between clusters need 9443 with an API
      key, or 9400 with certificates (Elastic Cloud), 9300 (self-managed).`,
    verify: () => [registrations],
    fix: (given) => [
      say('Register it without https:// and with the port for remote clusters:'),
      ...setAddress(given, `${corrected(given)}:<9443 with an API key, 9400 with certificates>`),
    ],
    documentation: DOCUMENTATION.settings,
    when: { certain: onlyBadAddresses, finding: someBadAddresses },
  },
  'local-node-silent': {
    title: 'A local node gives the checker no answer',
    meaning: prose`
      Each local node has its own connections and its own keystore. Requests through the named nodes
      may fail although they pass through others, and the checker does not see it.`,
    verify: () => [get('_remote/info', 'each-local-node'), get('_cat/nodes?v&h=name,ip,uptime')],
    fix: () => [
      say(prose`
        Restart the named nodes if they are down, or let the checker reach them. Remove URLs of
        nodes that no longer exist from the registry.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { finding: silentNodes },
  },
  'registration-twice': {
    title: 'The remote is registered in two places',
    meaning: prose`
      Cluster settings override elasticsearch.yml. If somebody removes the registration from the
      cluster settings, that of elasticsearch.yml takes effect, perhaps with other addresses.`,
    verify: () => [registrations, get('_nodes/settings?filter_path=**.cluster.remote')],
    fix: ({ alias }) => [
      say(prose`
        Keep the cluster settings, and remove cluster.remote.${alias}.* from elasticsearch.yml of
        each local node. It takes effect with the next restart of the node.`),
    ],
    documentation: DOCUMENTATION.settings,
    when: { finding: twice },
  },
  'registration-leftover': {
    title: 'Settings of a remote that is not registered',
    meaning: prose`
      The settings are left from a registration that was removed. They apply again as soon as
      somebody registers the alias, and may surprise then.`,
    verify: () => [registrations],
    fix: ({ subject = '' }) => [
      put('_cluster/settings', {
        persistent: Object.fromEntries(keysIn(subject).map((key) => [key, null])),
      }),
    ],
    documentation: DOCUMENTATION.settings,
    when: { finding: leftover },
  },
  'local-node-without-role': {
    title: 'A local node lacks the role remote_cluster_client',
    meaning: prose`
      Requests for remote clusters fail when they are sent to this node, though they pass through
      others. Replication needs the role on the master-eligible nodes and on at least one data
      node.`,
    verify: () => [
      say('In node.role, r stands for remote_cluster_client:'),
      get('_cat/nodes?v&h=name,node.role'),
    ],
    fix: () => [
      say(prose`
        Add remote_cluster_client to node.roles of the node and restart it, or send cross-cluster
        requests, Kibana and the checker to nodes that have it.`),
    ],
    documentation: DOCUMENTATION.settings,
    when: { certain: nodesWithoutRole },
  },
  'uneven-local-nodes': {
    title: 'Local nodes see the remote differently',
    meaning: prose`
      Whether a request passes depends on the local node that handles it. The same search may
      succeed, fail, or skip this remote from one moment to the next.`,
    verify: () => [get('_remote/info', 'each-local-node')],
    fix: () => [
      say(prose`
        Compare elasticsearch.yml, keystore and network of the named nodes with the others. Register
        remotes in the cluster settings rather than in elasticsearch.yml.`),
    ],
    documentation: DOCUMENTATION.settings,
    when: { certain: unevenNodes },
  },
  'registration-invalid': {
    title: 'The settings of the registration contradict each other',
    meaning: prose`
      Elasticsearch ignores some of the settings, so the registration does not do what it says. It
      may connect elsewhere than intended, or not at all.`,
    verify: () => [registrations],
    fix: (given) => [
      say('Remove what does not belong to the mode:'),
      register(given, { '<setting>': null }),
    ],
    documentation: DOCUMENTATION.settings,
    when: { certain: invalid },
  },
  'registration-missing': {
    title: 'The remote is not registered',
    meaning: prose`
      The registry of the checker, a follower or an auto-follow pattern names an alias that the
      local cluster does not have. Searches for it fail, or silently match nothing, and followers
      read nothing.`,
    verify: () => [get('_remote/info')],
    fix: (given) => [
      say('Register it:'),
      ...setAddress(given, '<host>:<port>'),
      say(prose`
        Or remove what depends on it: remotes.${given.alias} from the registry of the checker,
        auto-follow patterns, and followers, which become plain indices:`),
      post('_ccr/auto_follow/<pattern>/pause'),
      post('<follower>/_ccr/pause_follow'),
      post('<follower>/_close'),
      post('<follower>/_ccr/unfollow'),
      post('<follower>/_open'),
    ],
    documentation: DOCUMENTATION.settings,
    when: { certain: missing },
  },
  'registration-unexpected': {
    title: 'The remote is not what the registry expects',
    meaning: prose`
      Mode or version differ from what the registry of the checker expects. Searches and replication
      may work all the same.`,
    verify: () => [get('_remote/info')],
    fix: ({ alias }) => [
      say(prose`
        Change the registration back, or correct remotes.${alias}.expect in the registry of the
        checker.`),
    ],
    documentation: DOCUMENTATION.settings,
    when: { certain: modeUnexpected, finding: versionUnexpected },
  },
  'skip-unavailable-implicit': {
    title: 'skip_unavailable is not set explicitly',
    meaning: prose`
      The default became true in 8.15: if the remote is dead, searches answer HTTP 200 without its
      data. Say in the settings whether that is intended.`,
    verify: () => [registrations],
    fix: (given) => [register(given, { skip_unavailable: '<true or false>' })],
    documentation: DOCUMENTATION.settings,
    when: { certain: skipUnavailableImplicit },
  },
} as const satisfies Record<CodesOf<'localSide'>, Cause>;
