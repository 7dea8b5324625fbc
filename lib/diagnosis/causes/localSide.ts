/** The local cluster: registration, roles, differences between its nodes. */

import { type Cause, type Circumstances, DOCUMENTATION, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import {
  invalid,
  leftover,
  missing,
  modeUnexpected,
  nodesWithoutRole,
  onlyBadAddresses,
  silentNodes,
  skipUnavailableImplicit,
  someBadAddresses,
  twice,
  unevenNodes,
} from '../localEvidence.ts';
import { get, post, put, register, registrations, say, setAddress } from '../stepBuilders.ts';
import { versionUnexpected } from './releases.ts';

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
