/** What a broken remote does to those who use it; and all being well. */
import { type CatalogueEntry, DOCUMENTATION, resolve } from './entry.ts';

export const CONSEQUENCES = {
  healthy: {
    title: 'The remote works',
    severity: 'ok',
    meaning: 'A real cross-cluster request passes. Searches and replication can use this remote.',
    verify: resolve,
    fix: () => 'Nothing to do',
    documentation: DOCUMENTATION.troubleshooting,
  },
  reconnected: {
    title: 'The remote works; the connection was idle',
    severity: 'ok',
    meaning:
      'No connection was open, which _remote/info shows as connected: false. Elasticsearch does not reconnect by itself; the request of this check did it.',
    verify: resolve,
    fix: () => 'Nothing to do',
    documentation: DOCUMENTATION.troubleshooting,
  },
  'searches-skip-this-remote': {
    title: 'Searches leave this remote out without an error',
    severity: 'warning',
    meaning:
      'With skip_unavailable true a search answers HTTP 200 and lacks the data of this remote. Only _clusters.skipped in the answer tells.',
    verify: ({ alias }) => `GET ${alias}:*/_search?size=0&filter_path=_clusters`,
    fix: ({ alias }) =>
      `Mend the cause. To have searches fail instead:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.skip_unavailable": false } }`,
    documentation: DOCUMENTATION.search,
  },
  'searches-skipped': {
    title: 'Searches have left this remote out',
    severity: 'note',
    meaning:
      'Searches answered HTTP 200 and lacked the data of this remote. It was out of reach at times, or it refused: with skip_unavailable true Elasticsearch also leaves a remote out that answers with an error, such as for an index that it does not have or may not be read.',
    verify: ({ alias }) =>
      `GET _cluster/stats?filter_path=ccs._search.clusters.${alias}\ncounts them since the nodes started; what a search lacks and why stands in its own answer, under _clusters.details`,
    fix: ({ alias }) =>
      `Look at the history of the remote: was it out of reach in that time? If not, look for searches of ${alias} that name indices which are not there or not allowed`,
    documentation: DOCUMENTATION.search,
  },
  'replication-stopped': {
    title: 'Replication from this remote has stopped',
    severity: 'critical',
    meaning:
      'Followers no longer get operations. After the retention lease of the leader has lapsed (12 hours by default) they have to be copied anew.',
    verify: () => 'GET _ccr/stats?filter_path=follow_stats.indices.shards.fatal_exception,follow_stats.indices.index',
    fix: () =>
      'Mend the connection, then for each follower:\nPOST <index>/_ccr/pause_follow\nPOST <index>/_ccr/resume_follow\nWhere resuming fails because operations are missing, copy it anew: after pause_follow, POST <index>/_close, then PUT <index>/_ccr/follow with remote_cluster and leader_index',
    documentation: DOCUMENTATION.replication,
  },
  'restart-unsafe': {
    title: 'Do not restart local nodes now',
    severity: 'note',
    meaning:
      'A node that starts waits for remotes that give no answer: for those of its elasticsearch.yml before it opens its ports, for those of the cluster settings while it applies the cluster state. A rolling restart waits at each node, and every change of the settings of such a remote waits too. Searches and replication are not concerned.',
    verify: () => 'GET _remote/info',
    fix: ({ alias }) =>
      `Mend the remote first, or take the registration away for the time of the restart (note its settings before):\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.*": null } }`,
    documentation: DOCUMENTATION.settings,
  },
} as const satisfies Record<string, CatalogueEntry>;
