/** Logs a remote when its outcome changes, not at each check: of most nothing is new. */
import type { SweepLogger } from '../sweep.ts';
import type { Log } from './log.ts';

/** What stays the same is said again after so long. */
const AGAIN_MS = 3_600_000;

export function changesOnly(log: Log, now: () => Date): SweepLogger {
  const known = new Map<string, { readonly outcome: string; readonly at: number }>();
  const isNews = (message: string, fields: Record<string, unknown>): boolean => {
    const { cluster, alias, status, cause, code, evidence, incidentId, events } = fields;
    const key = JSON.stringify([message, cluster, alias, code]);
    const outcome = JSON.stringify([status, cause, evidence, incidentId]);
    const before = known.get(key);
    const isKnown = before?.outcome === outcome && now().getTime() - before.at < AGAIN_MS;
    if (!isKnown) known.set(key, { outcome, at: now().getTime() });
    return !isKnown || (Array.isArray(events) && events.length > 0);
  };
  return {
    info: (message, fields) => {
      if (isNews(message, fields)) log.info(message, fields);
    },
    warn: (message, fields) => {
      if (isNews(message, fields)) log.warn(message, fields);
    },
  };
}
