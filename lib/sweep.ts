/** Checks the remotes of one local cluster, and stores what was seen and what it means. */
import { type CheckOptions, check } from './check.ts';
import { askCanary } from './collect/canary.ts';
import type { KeptConnections } from './collect/elasticsearch/keepAlive.ts';
import { within } from './deadline.ts';
import { judgeCanary } from './diagnosis/canary.ts';
import { FAILURE_CODES } from './diagnosis/rules/checker.ts';
import { messageOf } from './errors.ts';
import type { Registry } from './registry/schema.ts';
import type { Finding } from './result/finding.ts';
import type { CheckResult } from './result/result.ts';
import type { IncidentEvent } from './state/incident/incident.ts';
import { endMissing } from './store/endMissing.ts';
import { memoriesIn } from './store/remotes.ts';
import type { Saved } from './store/save.ts';
import { saveReport } from './store/saveReport.ts';
import type { Store } from './store/table.ts';
import { readView, type View } from './store/view.ts';

export interface SweepRequest {
  /** Name of the local cluster. */
  readonly cluster: string;
  /** Cluster aliases; all if undefined. */
  readonly remotes?: readonly string[] | undefined;
  /** Which part of the cluster these are; 0 is the first, which hands on the others. */
  readonly part: number;
  /** ISO time of the sweep: each run stores the result of a remote once. */
  readonly run: string;
  /** False to look only: neither result nor incident changes. */
  readonly save: boolean;
}

export interface SweepOptions {
  readonly registry: Registry;
  readonly store: Store;
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
  const viewing = viewOf(cluster, options);
  const [{ results, ...report }, canary] = await Promise.all([
    check(options.registry, checkOptions(request, options, viewing)),
    save ? canaryOf(cluster, options) : undefined,
  ]);
  const { handedOn, refused } = await handOn.settled();
  const counted: CheckResult[] = [];
  const onSaved = (result: CheckResult, saved: Saved) => {
    logResult(logger, result, saved);
    if (saved.outcome === 'saved') counted.push(result);
  };
  if (save) {
    const { defaults, maintenance } = options.registry;
    const saving = {
      ...request,
      thresholds: defaults.thresholds,
      maintenance,
      canary,
      now,
      onSaved,
    };
    await saveReport(store, { ...report, results }, { ...saving, view: await viewing });
  } else for (const result of results) logResult(logger, result);
  options.count(counted);
  const isWhole = save && remotes === undefined && canary?.status !== 'failing';
  const checked = { cluster, results, handedOn, hasCanary: canary !== undefined, now: now() };
  for (const event of isWhole ? await endMissing(store, checked) : []) logEnd(logger, event);
  if (canary?.status === 'failing') {
    const { evidence } = canary.cause;
    logger.warn('The checker has lost its own network', { cluster, evidence });
  }
  if (refused.length > 0) throw new AggregateError(refused, refused.map(messageOf).join('; '));
  return { results, handedOn };
}

function checkOptions(
  { cluster, remotes, part, save }: SweepRequest,
  { secrets, vantage, kept, signal, now, handOn: { atMost } }: SweepOptions,
  viewing: Promise<View | undefined>,
): CheckOptions {
  // Whoever waits for the answer wants all of it.
  const only = remotes === undefined ? save && { atMost } : { remotes, isPart: part > 0 };
  const recall = async () => memoriesIn(await viewing);
  const common = { secrets, vantage, clusters: [cluster], signal, now, recall, ...only };
  // Whoever asks on demand has often just changed something, and wants to know whether one can
  // connect now.
  return save ? { ...common, kept } : common;
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
  logger.info('Remote is checked', { ...fields, ...stored });
  for (const { code, evidence } of checkerFindings(result))
    logger.warn('Part of the check failed', { cluster, alias, code, evidence });
}

/** What went wrong with the check itself, as its result says it. */
function checkerFindings({ cause, findings }: CheckResult): Finding[] {
  return [cause, ...findings].filter(({ code }) => FAILURE_CODES.some((known) => known === code));
}

function logEnd(
  logger: SweepLogger,
  { incidentId, summary: { cluster, alias } }: IncidentEvent,
): void {
  logger.info('Incident is over, as nobody looks any more', { cluster, alias, incidentId });
}

/**
 * What earlier checks have left. Without it the check still says what is; what it would be compared
 * with is missing for once.
 */
async function viewOf(
  cluster: string,
  { store, signal: end, logger }: SweepOptions,
): Promise<View | undefined> {
  try {
    return await within({ end }, () => readView(store, cluster, { isConsistent: false }));
  } catch (thrown) {
    logger.warn('Nothing is remembered', { cluster, error: messageOf(thrown) });
    return undefined;
  }
}
