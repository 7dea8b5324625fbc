/**
 * Stores what one invocation of `check` found: first what is over, and the evidence that changed;
 * then the standing, in one conditional write, which decides. A death in between loses nothing:
 * what was written before is written again, the same, by the next check.
 */
import pLimit from 'p-limit';
import { messageOf } from '../errors.ts';
import type { CheckReport, CheckResult } from '../result/result.ts';
import { CANARY_ALIAS, type IncidentEvent } from '../state/incident/incident.ts';
import { type Maintenance, openWindow } from '../state/incident/maintenance.ts';
import { type CanaryFinding, canarySummary, summaryOf } from '../state/incident/summary.ts';
import {
  type DecisionOptions,
  type Entry,
  endedEntry,
  type Next,
  nextCanary,
  nextEntry,
} from './entry.ts';
import { contentOf, isDue, putEvidence } from './evidence.ts';
import { keepEnded } from './history.ts';
import {
  homeOf,
  MOST_ENTRIES,
  putStanding,
  readStandings,
  type Standing,
  untilWritten,
  withEntry,
} from './standing.ts';
import type { Access } from './table.ts';

export interface Saved {
  /** `superseded`: this run, or a later one, was stored already; nothing was changed. */
  readonly outcome: 'saved' | 'superseded';
  /** What was decided and now waits in the outbox. */
  readonly events: readonly IncidentEvent[];
  /** The open incident after this result. */
  readonly incidentId?: string | undefined;
}

export interface SaveOptions extends Pick<DecisionOptions, 'run' | 'thresholds'> {
  readonly cluster: string;
  /** Which part of the cluster was checked; new remotes go to its standing. */
  readonly part: number;
  readonly now: () => Date;
  readonly maintenance?: Maintenance | undefined;
  /** Whether the checker itself had a network. While it has none, what it saw does not count. */
  readonly canary?: CanaryFinding | undefined;
  /**
   * Aliases that others check. Undefined if the results are not all of the local cluster; if they
   * are, the incidents of all remotes that are neither here nor there are over.
   */
  readonly handedOn?: readonly string[] | undefined;
  /** As the check found them at its start; read again if absent, or if others have written. */
  readonly standings?: readonly Standing[] | undefined;
  /** Called for each result that was stored, or was superseded. */
  readonly onSaved: (result: CheckResult, saved: Saved) => void;
  /** Called for each event that ends an incident because nobody checks the remote any more. */
  readonly onEnded: (event: IncidentEvent) => void;
}

/**
 * What cannot be stored of one remote does not hinder the others; then all that went wrong is
 * thrown as AggregateError. Of a large cluster several standings may be written.
 */
export async function saveReport(
  access: Access,
  report: CheckReport,
  options: SaveOptions,
): Promise<void> {
  const { cluster, standings, now } = options;
  const { results, vantage } = report;
  const left = new Map(results.map((result) => [result.alias, result]));
  const state = { left, evidence: new Map(), problems: [] };
  const work: Work = { access, options, vantage, results, at: now(), ...state };
  // A new remote may have come a moment ago, into a standing that a replica does not have yet.
  const isKnown = results.every(({ alias }) => homeOf(standings ?? [], alias) !== undefined);
  const given = standings !== undefined && isKnown ? [standings] : [];
  try {
    await untilWritten(access, `What stands of ${cluster}`, async () =>
      attempt(work, given.pop() ?? (await readStandings(access, cluster))),
    );
  } catch (thrown) {
    fail(work, `Results of ${cluster} are not stored`, thrown);
  }
  const { problems } = work;
  if (problems.length > 0) throw new AggregateError(problems, problems.map(messageOf).join('; '));
}

interface Work {
  readonly access: Access;
  readonly options: SaveOptions;
  readonly vantage: string;
  readonly results: readonly CheckResult[];
  /** The same for each attempt. */
  readonly at: Date;
  /** Results that are not settled yet, by alias. */
  readonly left: Map<string, CheckResult>;
  /** Evidence that an attempt has written, by alias; undefined where that failed. */
  readonly evidence: Map<string, Entry['evidence']>;
  readonly problems: Error[];
}

function fail({ problems }: Work, what: string, thrown: unknown): void {
  problems.push(new Error(`${what}: ${messageOf(thrown)}`, { cause: thrown }));
}

/** A standing as it shall be, and what to report once it is written. */
interface Draft {
  readonly standing: Standing;
  readonly settled: readonly (() => void)[];
}

type Drafts = Map<number, Draft>;

/** Undefined if somebody else has written: then the next attempt goes on with what is left. */
async function attempt(work: Work, standings: readonly Standing[]): Promise<true | undefined> {
  const { access, at } = work;
  const drafts: Drafts = new Map();
  for (const step of await steps(work, standings))
    draft(drafts, place(work, standings, drafts, step), step);
  for (const step of endings(work, standings)) draft(drafts, step.home, step);
  for (const { standing, settled } of [...drafts.values()]) {
    if ((await putStanding(access, withoutForgotten(standing, at), at)) === undefined)
      return undefined;
    for (const report of settled) report();
  }
  return true;
}

/** One entry as it shall be. */
interface Step {
  readonly home: Standing | undefined;
  readonly entry: Entry;
  readonly settled: () => void;
}

function draft(drafts: Drafts, standing: Standing, { entry, settled }: Step): void {
  const before = drafts.get(standing.part) ?? { standing, settled: [] };
  drafts.set(standing.part, {
    standing: withEntry(before.standing, entry),
    settled: [...before.settled, settled],
  });
}

/** A new remote goes to the standing of this part, or else to the first with room. */
function place(
  { options: { cluster, part: wanted } }: Work,
  standings: readonly Standing[],
  drafts: Drafts,
  { home, entry: { alias } }: Step,
): Standing {
  if (home !== undefined) return home;
  const standingOf = (part: number): Standing =>
    standings.find((each) => each.part === part) ?? { cluster, part, rank: 0, entries: new Map() };
  const hasRoom = (part: number) => {
    const { entries } = drafts.get(part)?.standing ?? standingOf(part);
    return alias === CANARY_ALIAS || entries.size < MOST_ENTRIES;
  };
  let part = hasRoom(wanted) ? wanted : 0;
  while (!hasRoom(part)) part += 1;
  return standingOf(part);
}

const AT_A_TIME = 16;

async function steps(work: Work, standings: readonly Standing[]): Promise<Step[]> {
  const { left } = work;
  const planned = await pLimit(AT_A_TIME).map([...left.values()], (result) =>
    resultStep(work, standings, result),
  );
  return [...planned, canaryStep(work, standings)].filter((step) => step !== undefined);
}

async function resultStep(
  work: Work,
  standings: readonly Standing[],
  result: CheckResult,
): Promise<Step | undefined> {
  const { options, left } = work;
  const { alias } = result;
  const home = homeOf(standings, alias);
  const before = home?.entries.get(alias);
  const settle = (saved: Saved) => {
    left.delete(alias);
    options.onSaved(result, saved);
  };
  const next = nextEntry(before, result, decisionOf(work, summaryOf(result, work.vantage)));
  if (next === undefined) {
    settle({ outcome: 'superseded', events: [] });
    return undefined;
  }
  try {
    await keepEnded(work.access, result, {
      before: before ?? {},
      after: next.entry,
      run: options.run,
    });
  } catch (thrown) {
    left.delete(alias);
    fail(work, `Result of ${result.cluster}/${alias} is not stored`, thrown);
    return undefined;
  }
  const evidence = await keptEvidence(work, result, next.entry.evidence);
  const saved = {
    outcome: 'saved',
    events: next.events,
    incidentId: next.entry.state?.incident?.id,
  } as const;
  return { home, entry: { ...next.entry, evidence }, settled: () => settle(saved) };
}

/** What fails leaves the evidence as it was: the next check writes it. */
async function keptEvidence(
  work: Work,
  result: CheckResult,
  before: Entry['evidence'],
): Promise<Entry['evidence']> {
  const { access, options, at, evidence } = work;
  const { alias, cluster } = result;
  const written = { content: contentOf(result), run: options.run };
  if (!isDue({ evidence: before }, result, written)) return before;
  if (!evidence.has(alias)) {
    try {
      await putEvidence(access, result, { run: options.run, now: at });
      evidence.set(alias, written);
    } catch (thrown) {
      evidence.set(alias, undefined);
      fail(work, `Evidence of ${cluster}/${alias} is not stored`, thrown);
    }
  }
  return evidence.get(alias) ?? before;
}

/** The checker itself stands with the first part, whichever parts look. */
function canaryStep(work: Work, standings: readonly Standing[]): Step | undefined {
  const { cluster, canary, part } = work.options;
  if (canary === undefined || part !== 0) return undefined;
  const home = homeOf(standings, CANARY_ALIAS);
  const summary = canarySummary(cluster, canary, work.vantage);
  const decision = { ...decisionOf(work, summary), isBlind: false };
  const next: Next | undefined = nextCanary(home?.entries.get(CANARY_ALIAS), decision);
  return next && { home, entry: next.entry, settled: () => undefined };
}

function decisionOf({ options, at }: Work, summary: DecisionOptions['summary']): DecisionOptions {
  const { run, thresholds, maintenance, canary } = options;
  return {
    summary,
    run,
    thresholds,
    now: at,
    maintenance: maintenance && openWindow(maintenance, summary, at),
    isBlind: canary?.status === 'failing',
  };
}

const UNKNOWN_ALIAS = '*';

/** Incidents of remotes that are not registered, or not checked, any more. */
function endings(work: Work, standings: readonly Standing[]): (Step & { home: Standing })[] {
  const { results, options, at } = work;
  const { handedOn, canary, cluster, onEnded } = options;
  if (handedOn === undefined || !results.every(isListed)) return [];
  const own = canary === undefined ? [] : [CANARY_ALIAS];
  const known = new Set([...results.map(({ alias }) => alias), ...handedOn, ...own]);
  return standings.flatMap((home) => {
    const gone = [...home.entries.values()].filter(({ alias }) => !known.has(alias));
    return gone.flatMap((before) => {
      const ended = endedEntry(cluster, before, at);
      if (ended === undefined) return [];
      return [{ home, entry: ended.entry, settled: () => ended.events.forEach(onEnded) }];
    });
  });
}

/** A remote may be registered in the settings of a single node: all have to have answered. */
function isListed({ alias, notSeen }: CheckResult): boolean {
  const isMissing = (api: string) => api.endsWith('/_remote/info');
  return alias !== UNKNOWN_ALIAS && !Object.keys(notSeen).some(isMissing);
}

const FORGOTTEN_MS = 30 * 86_400_000;

/** A remote that is not checked any more is forgotten, once its events are sent. */
function withoutForgotten(standing: Standing, now: Date): Standing {
  const isKept = ({ outbox, state, updatedAt }: Entry) =>
    outbox.length > 0 ||
    state?.incident !== undefined ||
    now.getTime() - Date.parse(updatedAt) < FORGOTTEN_MS;
  const entries = [...standing.entries].filter(([, entry]) => isKept(entry));
  return { ...standing, entries: new Map(entries) };
}
