/** What runs the nodes of a cluster; it decides where settings and secrets are changed. */
export const PLATFORMS = ['self-managed', 'ech', 'ece', 'eck'] as const;

/**
 * Elastic Cloud Hosted, Elastic Cloud Enterprise, Elastic Cloud on Kubernetes, or nothing of these.
 */
export type Platform = (typeof PLATFORMS)[number];

/** Absent: not known. */
export interface Platforms {
  readonly local?: Platform;
  readonly remote?: Platform;
}
