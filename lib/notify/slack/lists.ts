/** Which remotes an alert is about, as many as fit. */

import type { Alert } from './alert.ts';
import { sizeOf } from './mrkdwn.ts';
import { affected, aliasOf, clusterOf, remoteName } from './phrases.ts';

/** In characters of JSON. */
const LENGTH = 2500;
const ALIASES_AT_MOST = 5;
const CLUSTERS_AT_MOST = 10;

/** Lines of a list; nothing for one remote. */
export function listOf(alert: Alert): string[] {
  const { about, count } = alert;
  if (about.kind === 'checker') return byCluster(alert);
  if (count === 1) return [];
  return about.kind === 'locals' || about.kind === 'storm' ? byCluster(alert) : byConsequence(alert);
}

/** Remotes by who is affected, and how many there are besides. */
function byConsequence({ kind, events, clusters, count }: Alert): string[] {
  let left = LENGTH;
  let listed = 0;
  const lines = [...Map.groupBy(events, ({ summary }) => (kind === 'resolved' ? '' : `${affected(summary)}: `))].flatMap(
    ([whom, those]) => {
      left -= sizeOf(whom) + 4;
      const names = those.map(({ summary }) => (clusters === 1 ? aliasOf(summary) : remoteName(summary)));
      const fitting = names.filter((name) => {
        left -= sizeOf(name) + 2;
        return left >= 0;
      });
      listed += fitting.length;
      return fitting.length === 0 ? [] : `• ${whom}${fitting.join(', ')}`;
    },
  );
  return listed === count ? lines : [...lines, `• and ${count - listed} more`];
}

/** A line for each local cluster, and how many there are besides. */
function byCluster({ about, events, clusters }: Alert): string[] {
  let left = LENGTH;
  const lines = [...Map.groupBy(events, ({ summary }) => clusterOf(summary))].map(([cluster, those]) => {
    if (about.kind === 'checker') return `• checks of ${cluster}`;
    const aliases = those.slice(0, ALIASES_AT_MOST).map(({ summary }) => aliasOf(summary));
    const more = those.length > ALIASES_AT_MOST ? [`${those.length - ALIASES_AT_MOST} more`] : [];
    return `• ${cluster}: ${[...aliases, ...more].join(', ')}`;
  });
  const fitting = lines.slice(0, CLUSTERS_AT_MOST).filter((line) => {
    left -= sizeOf(line) + 2;
    return left >= 0;
  });
  return fitting.length === clusters ? fitting : [...fitting, `• and ${clusters - fitting.length} more local clusters`];
}
