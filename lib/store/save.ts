/** What a result makes of what is stored of its remote. */

import type { CheckResult } from '../result/result.ts';
import { remember } from '../state/baseline/baseline.ts';
import { addressesOf } from '../state/incident/acceptance.ts';
import { type DecideOptions, decide } from '../state/incident/decide.ts';
import { hash } from '../state/incident/hash.ts';
import { CANARY_ALIAS, type IncidentEvent, type Summary } from '../state/incident/incident.ts';
import { addToRollups } from '../state/uptime/rollups.ts';
import { addToStreak, LONGEST_STREAK_MS } from '../state/uptime/streak.ts';
import { roundedJson } from './delta.ts';
import { keepStreak } from './history.ts';
import { packResult } from './packed.ts';
import { withResolved } from './pastIncidents.ts';
import { MAX_UNSENT, type RemoteItem } from './remoteItem.ts';
import { keepClosed } from './rollups.ts';
import type { RemoteId, Store } from './table.ts';
import { updateItem } from './update.ts';
import { updateWhole } from './whole.ts';

export interface DecisionOptions {
  readonly summary: Summary;
  /**
   * The sweep that the result belongs to, an ISO time in UTC with milliseconds: of two runs the
   * later one counts, and each only once.
   */
  readonly run: string;
  readonly thresholds: DecideOptions['thresholds'];
  readonly now: Date;
  /** Name of the maintenance window that is open. */
  readonly maintenance?: string | undefined;
  /** What was seen does not count, as the checker has lost its own network. */
  readonly isBlind?: boolean;
}

export interface SaveOptions extends DecisionOptions {
  readonly result: CheckResult;
}

export interface Saved {
  /**
   * `superseded`: this run, or a later one, was stored already, or there is nothing to store;
   * nothing was changed.
   */
  readonly outcome: 'saved' | 'superseded';
  /** What was decided and now waits in the outbox. */
  readonly events: readonly IncidentEvent[];
  /** The open incident after this result. */
  readonly incidentId?: string | undefined;
}

export const SUPERSEDED: Saved = { outcome: 'superseded', events: [] };

/** What is to be written, and what was decided. */
export interface Next {
  /** Its result is plain JSON. */
  readonly item: RemoteItem;
  readonly events: readonly IncidentEvent[];
}

/** Undefined where this run, or a later one, was stored already. */
export function nextOf(
  latest: RemoteItem | undefined,
  { result, ...options }: SaveOptions,
): Next | undefined {
  if (latest !== undefined && latest.run >= options.run) return undefined;
  const { memory, addresses, remoteClusterUuid, rollups, streak } = latest ?? {};
  const given = addressesOf(result) ?? addresses;
  const known = given === addresses ? remoteClusterUuid : undefined;
  return decided(latest, options, {
    result: roundedJson(result),
    memory: remember(memory, result),
    rollups: addToRollups(rollups, result, options.run),
    streak: addToStreak(streak, result, { phaseMs: phaseMsOf(result) }),
    addresses: given,
    remoteClusterUuid: result.remoteClusterUuid ?? known,
  });
}

/** So that not all remotes are written down as a whole in the same minute. */
function phaseMsOf({ cluster, alias }: RemoteId): number {
  return Number.parseInt(hash(cluster, alias).slice(0, 8), 16) % LONGEST_STREAK_MS;
}

type Content = Pick<
  RemoteItem,
  'result' | 'memory' | 'rollups' | 'streak' | 'addresses' | 'remoteClusterUuid'
>;

function decided(
  latest: RemoteItem | undefined,
  { summary, run, isBlind = false, ...options }: DecisionOptions,
  content: Content,
): Next {
  const { version = 0, part = 0, base, outbox = [], state } = latest ?? {};
  const rests = isBlind || outbox.length >= MAX_UNSENT;
  const known = { ...summary, remoteClusterUuid: content.remoteClusterUuid };
  const { state: after, events } = rests ? { state, events: [] } : decide(state, known, options);
  const pastIncidents = withResolved(latest?.pastIncidents ?? [], events, options.now);
  const written = { version, part, base, run, updatedAt: options.now.toISOString() };
  return {
    events,
    item: { ...content, ...written, pastIncidents, state: after, outbox: [...outbox, ...events] },
  };
}

/** Writes what is over with this check. To be called before what takes its place is written. */
export async function keepEnded(
  store: Store,
  latest: RemoteItem | undefined,
  { result, run }: SaveOptions,
  { item }: Next,
): Promise<void> {
  await keepClosed(store, result, { open: latest?.rollups, at: run });
  const streak = latest?.streak;
  if (streak !== undefined && streak.at !== item.streak?.at)
    await keepStreak(store, result, streak);
}

/** The item with its result as a whole item has it. */
export function packedItem({ item }: Next, { result }: SaveOptions): RemoteItem {
  return { ...item, result: packResult(result) };
}

export function savedOf({ item, events }: Next): Saved {
  return { outcome: 'saved', events, incidentId: item.state?.incident?.id };
}

/**
 * Stores a result as a whole item, and with it, together or not at all, what it means for the
 * incident. Throws what DynamoDB refuses, and UnreadableItemError.
 */
export async function saveResult(store: Store, save: SaveOptions, part = 0): Promise<Saved> {
  let next: Next | undefined;
  await updateWhole(
    store,
    save.result,
    async (latest) => {
      next = nextOf(latest, save);
      if (next === undefined) return undefined;
      await keepEnded(store, latest, save, next);
      return packedItem(next, save);
    },
    { now: save.now, part },
  );
  return next === undefined ? SUPERSEDED : savedOf(next);
}

/** Stores what was seen of the checker's own network; nothing where all is as well as it was. */
export async function saveCanary(
  store: Store,
  cluster: string,
  options: DecisionOptions,
): Promise<Saved> {
  const { status } = options.summary;
  let next: Next | undefined;
  await updateItem(store, { cluster, alias: CANARY_ALIAS }, (stored) => {
    const wasWell =
      stored === undefined || (stored.state?.failures === 0 && stored.state.incident === undefined);
    const isNothingNew =
      (wasWell && status === 'healthy') || (stored !== undefined && stored.run >= options.run);
    next = isNothingNew ? undefined : decided(stored, options, { result: '' });
    return next?.item;
  });
  return next === undefined ? SUPERSEDED : savedOf(next);
}
