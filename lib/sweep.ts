/** Checks the remotes of one local cluster, and stores what was seen and what it means. */
import { type CheckOptions, check } from './check.ts';
import { askCanary } from './collect/canary.ts';
import type { KeptConnections } from './collect/elasticsearch/keepAlive.ts';
import { within } from './deadline.ts';
import { judgeCanary } from './diagnosis/canary.ts';
import { FAILURE_CODES } from './diagnosis/causes/checkFailures.ts';
import { messageOf } from './errors.ts';
import type { Instant } from './instant.ts';
import type { Registry } from './registry/schema.ts';
import type { Finding } from './result/finding.ts';
import type { CheckResult } from './result/result.ts';
import type { IncidentEvent } from './state/incident/incident.ts';
import type { CheckStore, Saved, Standing } from './store/store.ts';

export interface SweepRequest {
  /** Name of the local cluster. */
  readonly cluster: string;
  /** Cluster aliases; all if undefined. */
  readonly remotes?: readonly string[] | undefined;
  /** Which part of the cluster these are; 0 is the first, which hands on the others. */
  readonly part: number;
  /** Time of the sweep: each run stores the result of a remote once. */
  readonly run: Instant;
  /** False to look only: neither result nor incident changes. */
  readonly save: boolean;
}

export interface SweepOptions {
  readonly registry: Registry;
  readonly store: CheckStore;
  readonly secrets: CheckOptions['secrets'];
  readonly vantage: string;
  readonly kept: KeptConnections;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Has others check the remotes that are too many for one check. */
  readonly handOn: {
    readonly atMost: NonNullable<CheckOptions['atMost']>;
    /** Aliases that were handed on, and an error for each part that was refused. */
    readonly settled: () => Promise<{
      readonly handedOn: string[];
      readonly refused: readonly Error[];
    }>;
  };
  readonly logger: SweepLogger;
  /** Receives the results that are stored. */
  readonly count: (results: readonly CheckResult[]) => void;
}

export interface SweepLogger {
  info(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
}

export interface Swept {
  readonly results: CheckResult[];
  /** Aliases that others check. */
  readonly handedOn: string[];
}

/** Throws AggregateError if results could not be stored, or remotes not be handed on. */
export async function sweepCluster(request: SweepRequest, options: SweepOptions): Promise<Swept> {
  const { cluster, remotes, save } = request;
  const { store, now, logger, handOn } = options;
  const reading = standingsOf(cluster, options);
  const [{ results, ...report }, canary] = await Promise.all([
    check(options.registry, checkOptions(request, options, reading)),
    save ? canaryOf(cluster, options) : undefined,
  ]);
  const { handedOn, refused } = await handOn.settled();
  const counted: CheckResult[] = [];
  const onSaved = (result: CheckResult, saved: Saved) => {
    logResult(logger, result, saved);
    if (saved.outcome === 'saved') counted.push(result);
  };
  if (save) {
    const saving = { ...request, canary, now, onSaved, onEnded: logEnd(logger) };
    // Only a check of all remotes that has a network knows which are gone.
    const isWhole = remotes === undefined && canary?.status !== 'failing';
    const {
      defaults: { thresholds },
      maintenance,
    } = options.registry;
    await store.save(
      { ...report, results },
      {
        ...saving,
        thresholds,
        maintenance,
        standings: await reading,
        ...(isWhole ? { handedOn } : {}),
      },
    );
  } else for (const result of results) logResult(logger, result);
  options.count(counted);
  if (canary?.status === 'failing') {
    const { evidence } = canary.cause;
    logger.warn('The checker has lost its own network', { cluster, evidence });
  }
  if (refused.length > 0) throw new AggregateError(refused, refused.map(messageOf).join('; '));
  return { results, handedOn };
}

function checkOptions(
  { cluster, remotes, part, save }: SweepRequest,
  { store, secrets, vantage, kept, signal, now, handOn: { atMost } }: SweepOptions,
  reading: Promise<Standing[] | undefined>,
): CheckOptions {
  // Whoever waits for the answer wants all of it.
  const only = remotes === undefined ? save && { atMost } : { remotes, isPart: part > 0 };
  const recall = async () => store.memories((await reading) ?? []);
  const common = { secrets, vantage, clusters: [cluster], signal, now, recall, ...only };
  // Whoever asks on demand has often just changed something, and wants to know whether one can
  // connect now.
  return save ? { ...common, kept } : { ...common, asksDead: true };
}

async function canaryOf(
  cluster: string,
  { registry: { canary, defaults }, signal, now }: SweepOptions,
): Promise<ReturnType<typeof judgeCanary> | undefined> {
  if (canary === undefined) return undefined;
  return judgeCanary(await askCanary(canary, { cluster, defaults, signal, now }));
}

function logResult(logger: SweepLogger, result: CheckResult, saved?: Saved): void {
  const { cluster, alias, status, cause, durationMs } = result;
  const stored = saved && { ...saved, events: saved.events.map(({ kind }) => kind) };
  const fields = { cluster, alias, status, cause: cause.code, durationMs };
  logger.info('Remote checked', { ...fields, ...stored });
  for (const { code, evidence } of checkerFindings(result))
    logger.warn('Part of the check failed', { cluster, alias, code, evidence });
}

/** What went wrong with the check itself, as its result says it. */
function checkerFindings({ cause, findings }: CheckResult): Finding[] {
  return [cause, ...findings].filter(({ code }) => FAILURE_CODES.some((known) => known === code));
}

function logEnd(logger: SweepLogger): (event: IncidentEvent) => void {
  return ({ incidentId, summary: { cluster, alias } }) =>
    logger.info('Incident is over, as nobody looks any more', { cluster, alias, incidentId });
}

/**
 * What earlier checks have left. Without it the check still says what is; what it would be compared
 * with is missing once.
 */
async function standingsOf(
  cluster: string,
  { store, signal: end, logger }: SweepOptions,
): Promise<Standing[] | undefined> {
  try {
    return await within({ end }, () => store.read(cluster));
  } catch (thrown) {
    logger.warn('Nothing is remembered', { cluster, error: messageOf(thrown) });
    return undefined;
  }
}
