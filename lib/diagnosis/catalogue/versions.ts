/** Releases that do not go together. */
import { type CatalogueEntry, DOCUMENTATION } from './entry.ts';

const VERSIONS_OF_BOTH =
  "On both clusters: GET / and compare version.number with the other's version.minimum_wire_compatibility_version";

export const VERSIONS = {
  'version-incompatible': {
    title: 'The releases of the two clusters cannot talk',
    severity: 'critical',
    meaning:
      'One side is older than what the other still understands, so it closes the connection. Elasticsearch only says "connection reset".',
    verify: () => VERSIONS_OF_BOTH,
    fix: () =>
      'Upgrade the older cluster: 9.0 understands 8.18 and later, 9.1 and later understand 8.19 and later, 8.x understands 7.17 and later',
    documentation: DOCUMENTATION.troubleshooting,
  },
  'version-unsupported-for-search': {
    title: 'Searches between these releases are not supported',
    severity: 'warning',
    meaning:
      'The clusters connect, but Elastic does not test or support cross-cluster search from this release to that one. Some searches may fail or miss results; replication is judged on its own.',
    verify: () => VERSIONS_OF_BOTH,
    fix: () =>
      'Upgrade the older cluster. Supported are the same minor, the one before, any newer one of the same major, and the last minor of a major to every minor of the next',
    documentation: DOCUMENTATION.search,
  },
  'version-unsupported-for-replication': {
    title: 'The local cluster is too old to follow the remote',
    severity: 'warning',
    meaning:
      'A follower must run the same release as its leader or a newer one. Replication from this remote fails; searches are not concerned.',
    verify: () => VERSIONS_OF_BOTH,
    fix: () => 'Upgrade the local (following) cluster first, then the remote (leading) one',
    documentation: DOCUMENTATION.replication,
  },
  upgrading: {
    title: 'A cluster runs several releases',
    severity: 'note',
    meaning:
      'A rolling upgrade is under way, or was not finished. Verdicts about versions are about to change.',
    verify: () => 'GET _cat/nodes?v&h=name,version',
    fix: () => 'Finish the upgrade',
    documentation: DOCUMENTATION.troubleshooting,
  },
} as const satisfies Record<string, CatalogueEntry>;
