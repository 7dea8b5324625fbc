/** The local cluster: registration, roles, differences between its nodes. */
import { type CatalogueEntry, DOCUMENTATION } from './entry.ts';

export const LOCAL_SIDE = {
  'local-node-without-role': {
    title: 'A local node lacks the role remote_cluster_client',
    severity: 'warning',
    meaning:
      'Requests for remote clusters fail when they are sent to this node, though they pass through others. Replication needs the role on the master-eligible nodes and on at least one data node.',
    verify: () => 'GET _cat/nodes?v&h=name,node.role (r stands for remote_cluster_client)',
    fix: () =>
      'Add remote_cluster_client to node.roles of the node and restart it, or send cross-cluster requests, Kibana and the checker to nodes that have it',
    documentation: DOCUMENTATION.settings,
  },
  'uneven-local-nodes': {
    title: 'The local nodes do not agree about the remote',
    severity: 'warning',
    meaning:
      'Whether a request passes depends on the local node that handles it. The same search may succeed, fail, or leave this remote out from one moment to the next.',
    verify: () => 'GET _remote/info on each local node',
    fix: () =>
      'Compare elasticsearch.yml, keystore and network of the named nodes with the others; register remotes in the cluster settings rather than in elasticsearch.yml',
    documentation: DOCUMENTATION.settings,
  },
  'registration-invalid': {
    title: 'The settings of the registration contradict each other',
    severity: 'warning',
    meaning:
      'Elasticsearch ignores some of the settings, so the registration does not do what it says. It may connect elsewhere than intended, or not at all.',
    verify: () => 'GET _cluster/settings?flat_settings&filter_path=*.cluster.remote*',
    fix: ({ alias }) =>
      `Remove what does not belong to the mode:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.<setting>": null } }`,
    documentation: DOCUMENTATION.settings,
  },
  'registration-missing': {
    title: 'The remote is not registered',
    severity: 'critical',
    meaning:
      'The registry of the checker names an alias that the local cluster does not have. Searches for it fail, or silently match nothing.',
    verify: () => 'GET _remote/info',
    fix: ({ alias }) =>
      `Register it:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.seeds": [ "<host>:<port>" ] } }\nor remove remotes.${alias} from the registry of the checker`,
    documentation: DOCUMENTATION.settings,
  },
  'registration-unexpected': {
    title: 'The remote is not what the registry expects',
    severity: 'warning',
    meaning:
      'Mode or release differ from what the registry of the checker says they should be. Searches and replication may work all the same.',
    verify: () => 'GET _remote/info',
    fix: ({ alias }) =>
      `Change the registration back, or correct remotes.${alias}.expect in the registry of the checker`,
    documentation: DOCUMENTATION.settings,
  },
  'skip-unavailable-implicit': {
    title: 'skip_unavailable is left to its default',
    severity: 'note',
    meaning:
      'The default became true in 8.15: when the remote is dead, searches answer HTTP 200 without its data. Whether that is wanted should be said.',
    verify: () => 'GET _cluster/settings?flat_settings&filter_path=*.cluster.remote*',
    fix: ({ alias }) =>
      `PUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.skip_unavailable": <true or false> } }`,
    documentation: DOCUMENTATION.settings,
  },
} as const satisfies Record<string, CatalogueEntry>;
