/** What a broken remote does to those who use it; and all being well. */
import { type CatalogueEntry, DOCUMENTATION, type Places, resolve } from './entry.ts';

/**
 * An index name as Elasticsearch allows it; clusters have a say in it, and it goes into requests
 * that people paste.
 */
function follower({ subject = '' }: Places): string {
  return /^[a-z0-9.][a-z0-9._-]{0,254}$/.test(subject) ? subject : '<index>';
}

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
  'searches-failed': {
    title: 'Searches have failed since a remote was unavailable',
    severity: 'note',
    meaning:
      'With skip_unavailable false a search fails as a whole where the remote cannot be reached, and those who search see an error. The local nodes count such searches for all remotes together.',
    verify: () =>
      'GET _cluster/stats?filter_path=ccs._search.failure_reasons\ncounts them since the nodes started',
    fix: ({ alias }) =>
      `Mend the cause. To have searches answer without this remote instead:\nPUT _cluster/settings\n{ "persistent": { "cluster.remote.${alias}.skip_unavailable": true } }`,
    documentation: DOCUMENTATION.search,
  },
  'replication-stopped': {
    title: 'Replication from this remote has stopped',
    severity: 'critical',
    meaning:
      'Followers met an error that Elasticsearch does not try to overcome, and read nothing until somebody resumes them. After the retention lease of the leader has lapsed (12 hours, unless index.soft_deletes.retention_lease.period says otherwise) what they lack may be gone, and they have to be copied anew.',
    verify: () =>
      'GET _ccr/stats?filter_path=follow_stats.indices.index,follow_stats.indices.shards.fatal_exception',
    fix: (places) => {
      const index = follower(places);
      return `Mend what the evidence names, then for each follower that stopped:\nPOST ${index}/_ccr/pause_follow\nPOST ${index}/_ccr/resume_follow\nOnly where it stops again because operations are missing, copy it anew, which deletes what it has:\nPOST ${index}/_ccr/pause_follow\nPOST ${index}/_close\nPUT ${index}/_ccr/follow?wait_for_active_shards=1\n{ "remote_cluster": "${places.alias}", "leader_index": "<leader index>" }`;
    },
    documentation: DOCUMENTATION.replication,
  },
  'replication-lagging': {
    title: 'Followers cannot read from this remote',
    severity: 'warning',
    meaning:
      'Reads of followers fail and are tried again. What is written to the leaders meanwhile is missing here; the followers catch up by themselves, unless the retention leases of the leaders lapse before (12 hours, unless index.soft_deletes.retention_lease.period says otherwise).',
    verify: () =>
      'GET _ccr/stats?filter_path=follow_stats.indices.index,follow_stats.indices.total_global_checkpoint_lag,follow_stats.indices.shards.read_exceptions',
    fix: () =>
      'Mend the connection: nothing has to be resumed. Should it take longer than the leases last, expect to copy the followers anew',
    documentation: DOCUMENTATION.replication,
  },
  'replication-paused': {
    title: 'Followers of this remote are paused',
    severity: 'note',
    meaning:
      'Somebody paused them, and they read nothing until somebody resumes them. After the retention lease of the leader has lapsed (12 hours after the last read, unless index.soft_deletes.retention_lease.period says otherwise) what they lack may be gone, and they have to be copied anew. When they last read is not told, so the time that is left is what it is at most.',
    verify: () =>
      'GET _all/_ccr/info?filter_path=follower_indices.follower_index,follower_indices.status',
    fix: (places) =>
      `If nobody means them to be, for each of them:\nPOST ${follower(places)}/_ccr/resume_follow`,
    documentation: DOCUMENTATION.replication,
  },
  'auto-follow-failing': {
    title: 'New indices of this remote are not followed',
    severity: 'warning',
    meaning:
      'Auto-follow patterns found indices that they could not follow, or could not look for any. Elasticsearch tries again by itself; until then these indices are not copied, while those that are followed already go on.',
    verify: () => 'GET _ccr/stats?filter_path=auto_follow_stats\nGET _ccr/auto_follow',
    fix: ({ alias }) =>
      `Mend what the evidence names. An index that is not to be followed belongs into leader_index_exclusion_patterns of the pattern (7.14 and later); one that the patterns will not take is followed by hand:\nPUT <index>/_ccr/follow?wait_for_active_shards=1\n{ "remote_cluster": "${alias}", "leader_index": "<leader index>" }`,
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
