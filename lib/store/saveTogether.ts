/**
 * Stores the results of one invocation of `check`: those with nothing new together, the others an
 * item each. See seen.ts for the order of writes.
 */
import pLimit from 'p-limit';
import { messageOf } from '../errors.ts';
import type { CheckResult } from '../result/result.ts';
import { GAP_MS } from '../state/uptime/streak.ts';
import { whatMoved } from './moved.ts';
import { putItem, type RemoteItem } from './remoteItem.ts';
import {
  keepEnded,
  type Next,
  nextOf,
  packedItem,
  type Saved,
  type SaveOptions,
  SUPERSEDED,
  savedOf,
  saveResult,
} from './save.ts';
import { type Entry, entryOf, isOutdated, putSeen, type Seen } from './seen.ts';
import type { Store } from './table.ts';
import { isWritten, untilWritten } from './update.ts';
import { readView, type Stored, seenIn, type View } from './view.ts';
import { fenceOf, updateWhole, wholeItem } from './whole.ts';

export interface TogetherOptions {
  readonly cluster: string;
  /** Of the cluster, which this invocation checks. */
  readonly part: number;
  /**
   * As the check found it at its start; read anew where absent, or where others have written since.
   */
  readonly view?: View | undefined;
  readonly now: Date;
  /** Told of each result that was stored, or was not since it is outdated. */
  readonly onSaved: (result: CheckResult, saved: Saved) => void;
}

const AT_A_TIME = 16;

/**
 * Gives what went wrong; one that cannot be stored does not hinder the others. Throws where none
 * can be stored.
 */
export async function saveTogether(
  store: Store,
  saves: readonly SaveOptions[],
  options: TogetherOptions,
): Promise<Error[]> {
  const { cluster, part, now, onSaved } = options;
  const limit = pLimit(AT_A_TIME);
  const { plans, view } = await writeEntries(store, saves, options);
  const finishing = plans.map((plan): Step => {
    return {
      alias: plan.save.result.alias,
      act: async () => onSaved(plan.save.result, await finish(store, plan, part)),
    };
  });
  const leaving = leftBehind(seenIn(view, part), { plans, view, now }).map((alias): Step => {
    return {
      alias,
      act: () => updateWhole(store, { cluster, alias }, (latest) => latest, { now }),
    };
  });
  return (await limit.map([...finishing, ...leaving], (step) => problemsOf(step, cluster))).flat();
}

interface Step {
  readonly alias: string;
  readonly act: () => Promise<unknown>;
}

async function problemsOf({ alias, act }: Step, cluster: string): Promise<Error[]> {
  try {
    await act();
    return [];
  } catch (thrown) {
    return [
      new Error(`Result of ${cluster}/${alias} is not stored: ${messageOf(thrown)}`, {
        cause: thrown,
      }),
    ];
  }
}

interface Planned {
  readonly plans: readonly Plan[];
  readonly view: View;
}

async function writeEntries(
  store: Store,
  saves: readonly SaveOptions[],
  options: TogetherOptions,
): Promise<Planned> {
  const { cluster, part, now } = options;
  const given = options.view === undefined ? [] : [options.view];
  return untilWritten(store, `What was seen of ${cluster}`, async () => {
    const view = given.pop() ?? (await readView(store, cluster, { isConsistent: true }));
    const plans = await pLimit(AT_A_TIME).map(saves, (save) => planOf(store, save, { view, part }));
    const before = seenIn(view, part);
    const entries = entriesAfter(before, plans, view);
    const isDone =
      entries === undefined ||
      (await isWritten(store, putSeen(store, { ...before, entries }, now)));
    return isDone ? { plans, view } : undefined;
  });
}

/**
 * What is to be written for one result, and in which order: its entry, with those of the others;
 * then the whole item.
 */
interface Plan {
  readonly save: SaveOptions;
  readonly next?: Next | undefined;
  readonly entry?: Entry | undefined;
  readonly item?: RemoteItem | undefined;
  /**
   * Another invocation has written since, or it belongs to another part: it is read, fenced and
   * written by itself.
   */
  readonly isAlone?: boolean;
  readonly problem?: unknown;
}

async function planOf(
  store: Store,
  save: SaveOptions,
  { view, part }: { readonly view: View; readonly part: number },
): Promise<Plan> {
  const { alias } = save.result;
  const problem = view.unreadable.get(alias);
  if (problem !== undefined) return { save, problem };
  const stored = view.remotes.get(alias);
  const next = nextOf(stored?.latest, save);
  if (next === undefined) return { save };
  if (stored !== undefined && isForeign(stored, alias, part)) return { save, isAlone: true };
  try {
    await keepEnded(store, stored?.latest, save, next);
  } catch (thrown) {
    return { save, problem: thrown };
  }
  const entry = stored && entryFor(stored, next, alias);
  if (entry !== undefined) return { save, next, entry };
  return {
    save,
    next,
    entry: stored && fenceOf(stored, alias),
    item: wholeItem(packedItem(next, save), part),
  };
}

function isForeign({ item, seen }: Stored, alias: string, part: number): boolean {
  return isOutdated(seen, alias, item) || (item.base !== undefined && item.part !== part);
}

/** Undefined where something is new, and where nothing can continue the whole item. */
function entryFor(
  { item, seen }: Stored,
  { item: after, events }: Next,
  alias: string,
): Entry | undefined {
  const { base } = item;
  if (base === undefined || events.length > 0 || entryOf(seen, alias, item)?.isFenced)
    return undefined;
  const { run, updatedAt } = after;
  const delta = whatMoved(item, after);
  return delta && { alias, base, run, updatedAt, delta };
}

/**
 * Undefined where nothing changes. What continues nothing any more goes, unless its remote was
 * checked.
 */
function entriesAfter(
  { entries }: Seen,
  plans: readonly Plan[],
  { remotes }: View,
): ReadonlyMap<string, Entry> | undefined {
  const written = plans.flatMap(({ entry }) => (entry === undefined ? [] : [entry]));
  if (written.length === 0) return undefined;
  const checked = aliasesOf(plans);
  // One that goes on from a later item than was read is no leftover.
  const isKept = ({ alias, base }: Entry) =>
    checked.has(alias) || (remotes.get(alias)?.item.base ?? base + 1) <= base;
  const kept = [...entries.values()].filter(isKept);
  return new Map([...kept, ...written].map((entry) => [entry.alias, entry]));
}

async function finish(
  store: Store,
  { save, next, item, isAlone, problem }: Plan,
  part: number,
): Promise<Saved> {
  if (problem !== undefined) throw problem;
  if (isAlone) return saveResult(store, save, part);
  if (next === undefined) return SUPERSEDED;
  if (item === undefined || (await isWritten(store, putItem(store, save.result, item))))
    return savedOf(next);
  return saveResult(store, save, part);
}

/**
 * Remotes that are not checked any more: what was last seen of them goes into their own items, so
 * that the shared one does not grow.
 */
function leftBehind(
  { entries }: Seen,
  { plans, view, now }: Planned & Pick<TogetherOptions, 'now'>,
): string[] {
  const checked = aliasesOf(plans);
  const isOver = ({ updatedAt }: Entry) => now.getTime() - Date.parse(updatedAt) > GAP_MS;
  const left = [...entries.values()].filter((entry) => !checked.has(entry.alias) && isOver(entry));
  return left
    .filter(({ alias, base }) => view.remotes.get(alias)?.item.base === base)
    .map(({ alias }) => alias);
}

function aliasesOf(plans: readonly Plan[]): ReadonlySet<string> {
  return new Set(plans.map(({ save }) => save.result.alias));
}
