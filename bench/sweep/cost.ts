/**
 * Monthly cost, computed from the needs of one remote and minute. List prices of us-east-1 in
 * dollars, as in docs/deploy.md. AWS's own price pages could not be read for this. The DynamoDB
 * prices match https://airbyte.com/data-engineering-resources/dynamodb-pricing (July 2025) and
 * https://zeonedge.com/en/blog/dynamodb-cost-optimization-on-demand-provisioned-dax-single-table
 * (provisioned). The others are from memory.
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

/** Minutes in a month. */
export const MINUTES = 43_800;
const HOURS = 730;
/**
 * Assumptions: compute of `check` at 512 MB, and of `schedule` at 256 MB and `alert` at 1 GB
 * together, each minute; bytes of a log line; and a month of history for one remote, with one item
 * of 250 bytes for each hour and one for the checks of that hour.
 */
const CHECK_GIB_SECONDS = 3 * 0.5;
const OTHER_GIB_SECONDS = 0.5 * 0.25 + 0.1 * 1;
const LOGGED_GB = 0.8e-6;
const HISTORY_GB = 2 * 250 * HOURS * 1e-9;
/** Average use of provisioned capacity: three quarters. */
const USED = 0.75;

export interface Needs {
  /** Capacity units for one remote and check without changes. */
  readonly writes: number;
  readonly reads: number;
  /** Units for one remote at the hourly check that writes everything. */
  readonly hourlyWrites: number;
  /** Invocations of `check` for one local cluster and minute. */
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
 * Per month for one remote: the units of each check, plus the hourly difference of the check that
 * writes everything.
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
