/**
 * What a month costs, from what one remote and minute needs. List prices of us-east-1 in dollars,
 * as docs/deploy.md has them; they could not be read from AWS's own pages when this was written:
 * those of DynamoDB agree with https://airbyte.com/data-engineering-resources/dynamodb-pricing
 * (July 2025) and
 * https://zeonedge.com/en/blog/dynamodb-cost-optimization-on-demand-provisioned-dax-single-table
 * (provisioned), the others are from memory.
 */
const PRICE = {
  gibSecond: 0.0000133334,
  invocation: 0.2 / 1e6,
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  provisionedWriteHour: 0.00065,
  storedGb: 0.25 + 0.2,
  loggedGb: 0.5,
  trace: 5 / 1e6,
  fixed: 5.1 + 0.09,
} as const;

/** Of a month. */
export const MINUTES = 43_800;
const HOURS = 730;
/**
 * Assumed: what `check` takes at 512 MB, and `schedule` at 256 MB and `alert` at 1 GB together,
 * each minute; bytes of a log line; a month of history of one remote, an item of 250 bytes each
 * hour, and one for the checks of that hour.
 */
const CHECK_GIB_SECONDS = 3 * 0.5;
const OTHER_GIB_SECONDS = 0.5 * 0.25 + 0.1 * 1;
const LOGGED_GB = 0.8e-6;
const HISTORY_GB = 2 * 250 * HOURS * 1e-9;
/** Provisioned capacity is used to three quarters. */
const USED = 0.75;

export interface Needs {
  /** Units of capacity for one remote and check, when nothing is new. */
  readonly writes: number;
  readonly reads: number;
  /** Units written for one remote at the one check of an hour that writes everything down. */
  readonly hourlyWrites: number;
  /** Of `check`, for one local cluster and minute. */
  readonly invocations: number;
}

export interface Deployment {
  readonly remotes: number;
  readonly locals: number;
  readonly everyMinutes?: number;
  readonly traces?: boolean;
  readonly provisioned?: boolean;
}

export interface Cost {
  readonly lambda: number;
  readonly writes: number;
  readonly reads: number;
  readonly logs: number;
  readonly rest: number;
  readonly all: number;
}

/**
 * In a month, for one remote: at each check what every check writes, and once an hour the
 * difference to what that check writes.
 */
export function unitsWritten({ writes, hourlyWrites }: Needs, everyMinutes = 1): number {
  return (MINUTES / everyMinutes) * writes + HOURS * (hourlyWrites - writes);
}

export function costOf(
  needs: Needs,
  { remotes, locals, everyMinutes = 1, traces = true, provisioned = false }: Deployment,
): Cost {
  const runs = MINUTES / everyMinutes;
  const invocations = locals * runs * needs.invocations + 2 * MINUTES;
  const lambda =
    (locals * runs * CHECK_GIB_SECONDS + MINUTES * OTHER_GIB_SECONDS) * PRICE.gibSecond +
    invocations * PRICE.invocation;
  const units = remotes * unitsWritten(needs, everyMinutes);
  const perSecond = units / HOURS / 3600;
  const writes = provisioned
    ? (perSecond / USED) * HOURS * PRICE.provisionedWriteHour
    : units * PRICE.writeUnit;
  const reads = remotes * runs * needs.reads * PRICE.readUnit;
  const logs = (remotes * runs + invocations) * LOGGED_GB * PRICE.loggedGb;
  const history = remotes * HISTORY_GB * PRICE.storedGb;
  const rest = history + (traces ? invocations * PRICE.trace : 0) + PRICE.fixed;
  return { lambda, writes, reads, logs, rest, all: lambda + writes + reads + logs + rest };
}
