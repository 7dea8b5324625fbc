/** Who may start a check on demand now. Counts in this instance only: each Lambda instance has its own. */

export interface TurnOptions {
  /** Checks that may be started within a minute. */
  readonly perMinute: number;
  /** How long a check may run. */
  readonly timeoutMs: number;
  readonly now: () => Date;
}

export type Turn =
  | { readonly granted: true; readonly end: () => void }
  | { readonly granted: false; readonly retryAfterSeconds: number; readonly why: string };

const MINUTE_MS = 60_000;

/** One check of a cluster at a time, and so many of all clusters within a minute. */
export function createTurns({ perMinute, timeoutMs, now }: TurnOptions): (cluster: string) => Turn {
  const running = new Map<string, number>();
  let started: readonly number[] = [];

  return (cluster) => {
    const nowMs = now().getTime();
    const runningSince = running.get(cluster);
    if (runningSince !== undefined) return refuse(runningSince + timeoutMs - nowMs, `A check of cluster ${cluster} is running`);
    started = started.filter((at) => nowMs - at < MINUTE_MS);
    const inTheWay = started.at(-perMinute);
    if (started.length >= perMinute && inTheWay !== undefined)
      return refuse(inTheWay + MINUTE_MS - nowMs, `${perMinute} checks were started within a minute, which is the limit`);
    started = [...started, nowMs];
    running.set(cluster, nowMs);
    return { granted: true, end: () => running.delete(cluster) };
  };
}

function refuse(waitMs: number, why: string): Turn {
  return { granted: false, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)), why };
}
