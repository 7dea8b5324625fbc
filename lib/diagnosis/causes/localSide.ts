/** The local cluster: registration, roles, differences between its nodes. */

import { parseVersion } from '../../release/release.ts';
import { type Cause, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { get, register, registrations, say, setAddress } from '../stepBuilders.ts';
import { rootsOf, type View } from '../view.ts';
import { versionUnexpected } from './releases.ts';

function missing({ facts: { registration, local } }: View): Match | undefined {
  if (registration.configuredIn !== 'nowhere') return undefined;
  return {
    evidence: prose`
      The registry names the remote ${registration.alias}, but no node of ${local.name} has it
      registered`,
  };
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

function unevenNodes({ facts: { passive, active }, verdict }: View): Match | undefined {
  const without = passive
    .filter(({ failed }) => failed?.kind === 'missing')
    .map(({ node }) => node);
  if (without.length > 0 && without.length < passive.length) {
    const names = without.join(', ');
    return { subject: names, evidence: `${names} does not know this remote, other nodes do` };
  }
  if (verdict !== 'mixed') return undefined;
  const bad = active.filter(({ outcome }) => outcome !== 'connected').map(({ node }) => node);
  return {
    subject: bad.join(', '),
    evidence: prose`
      Requests through ${bad.join(', ')} cannot use this remote, requests through other nodes can`,
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
      The registry of the checker names an alias that the local cluster does not have. Searches for
      it fail, or silently match nothing.`,
    verify: () => [get('_remote/info')],
    fix: (given) => [
      say('Register it:'),
      ...setAddress(given, '<host>:<port>'),
      say(`Or remove remotes.${given.alias} from the registry of the checker.`),
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
