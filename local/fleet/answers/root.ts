import type { AskedNode } from '../clusterState.ts';
import type { RestAnswer } from '../json.ts';

/** `GET /` */
export function answerRoot({ cluster, node: { name, release } }: AskedNode): RestAnswer {
  const version = {
    number: release.number,
    build_flavor: release.buildFlavor,
    build_type: 'unknown',
    build_hash: release.buildHash,
    build_date: release.buildDate,
    build_snapshot: false,
    lucene_version: release.luceneVersion,
    minimum_wire_compatibility_version: release.minimumWireVersion,
    minimum_index_compatibility_version: release.minimumIndexVersion,
  };
  return {
    status: 200,
    body: {
      name,
      cluster_name: cluster.name,
      cluster_uuid: cluster.uuid,
      version,
      tagline: 'You Know, for Search',
    },
  };
}
