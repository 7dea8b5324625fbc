/**
 * What a month costs, from what one remote and minute needs. List prices of us-east-1 in dollars, as docs/deploy.md has them; they could not be read from
 * AWS's own pages when this was written: those of DynamoDB agree with https://airbyte.com/data-engineering-resources/dynamodb-pricing (July 2025) and
 * https://zeonedge.com/en/blog/dynamodb-cost-optimization-on-demand-provisioned-dax-single-table (provisioned), the others are from memory.
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

const MINUTES = 43_800;
const HOURS = 730;
/** Assumed: what `check` takes at 512 MB, and the other functions together, each minute; bytes of a log line; a month of history of one remote. */
const CHECK_GIB_SECONDS = 3 * 0.5;
const OTHER_GIB_SECONDS = 0.6 * 0.25;
const LOGGED_GB = 0.8e-6;
const HISTORY_GB = 150 * MINUTES * 1e-9;
/** Provisioned capacity is used to three quarters. */
const USED = 0.75;

export interface Needs {
  /** Of capacity, for one remote and minute. */
  readonly writes: number;
  readonly reads: number;
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

export function costOf(needs: Needs, { remotes, locals, everyMinutes = 1, traces = true, provisioned = false }: Deployment): Cost {
  const runs = MINUTES / everyMinutes;
  const invocations = locals * runs * needs.invocations + 2 * MINUTES;
  const lambda = (locals * runs * CHECK_GIB_SECONDS + MINUTES * OTHER_GIB_SECONDS) * PRICE.gibSecond + invocations * PRICE.invocation;
  const perSecond = (remotes * needs.writes) / 60 / everyMinutes;
  const steady = (perSecond / USED) * HOURS * PRICE.provisionedWriteHour;
  const writes = provisioned ? steady : remotes * runs * needs.writes * PRICE.writeUnit;
  const reads = remotes * runs * needs.reads * PRICE.readUnit;
  const logs = (remotes * runs + invocations) * LOGGED_GB * PRICE.loggedGb;
  const history = (remotes * HISTORY_GB * PRICE.storedGb) / everyMinutes;
  const rest = history + (traces ? invocations * PRICE.trace : 0) + PRICE.fixed;
  return { lambda, writes, reads, logs, rest, all: lambda + writes + reads + logs + rest };
}
