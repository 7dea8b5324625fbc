/**
 * The face of the store: everything that the program keeps, in one sentence for each operation.
 * It comes in four groups, by who needs them, so that a function loads no more than it uses. All
 * work on any table, from dynamoDb.ts or sqlite.ts. All reject with what the database says. What
 * is damaged is reported to `onProblem` and counts as missing, so that the rest goes on.
 */
import { sendOnce } from './delivery.ts';
import { readHistory, readRollups } from './history.ts';
import { acceptIdentity, acknowledge, endClusters, openIncidents } from './incidents.ts';
import { putMail, removeMail, waitingMail } from './mail.ts';
import {
  eventsIn,
  markSent,
  putSending,
  removeSending,
  unfinishedSendings,
  viewClusters,
  waitingEvents,
} from './outbox.ts';
import { countedIn, memoriesIn, readCluster, readRemote } from './remotes.ts';
import { saveReport } from './save.ts';
import { readStandings } from './standing.ts';
import type { Access, Table } from './table.ts';

export type { Mail } from './mail.ts';
export type { EventRef, Sending, Views } from './outbox.ts';
export type { Saved } from './save.ts';
export type { Standing } from './standing.ts';

export interface AccessOptions {
  readonly random?: () => number;
  readonly onProblem?: (problem: Error) => void;
  /** 30 by default. Counts for what is stored from now on. */
  readonly historyDays?: number | undefined;
}

/** What each group is made from. */
export function accessTo(
  table: Table,
  {
    random = Math.random,
    onProblem = (problem) => process.emitWarning(problem),
    historyDays = 30,
  }: AccessOptions = {},
): Access {
  return { table, random, onProblem, historyDays };
}

type Bound<F> = F extends (access: Access, ...rest: infer R) => infer T ? (...rest: R) => T : never;

/** For whoever checks. */
export interface CheckStore {
  /** What stands of the remotes of a local cluster; it may lag behind by a moment. */
  readonly read: Bound<typeof readStandings>;
  /** What earlier checks have left for the next one, by alias. */
  readonly memories: typeof memoriesIn;
  /** Stores the results of one check, and with them, together or not at all, what they mean. */
  readonly save: Bound<typeof saveReport>;
}

export function checkStore(access: Access): CheckStore {
  return {
    read: (cluster) => readStandings(access, cluster, { isConsistent: false }),
    memories: memoriesIn,
    save: (report, options) => saveReport(access, report, options),
  };
}

/** For whoever shows pages and answers the API. */
export interface PageStore {
  /** The remotes of a local cluster by alias; none if it was never checked. */
  readonly readCluster: Bound<typeof readCluster>;
  /** One remote; undefined if it was never checked. */
  readonly readRemote: Bound<typeof readRemote>;
  /** The outcomes of past checks of a remote from a time on, oldest first. */
  readonly history: Bound<typeof readHistory>;
  /** The hours or days of a remote that are over, counted, oldest first. */
  readonly rollups: Bound<typeof readRollups>;
  /** All open incidents. */
  readonly openIncidents: Bound<typeof openIncidents>;
  /** Acknowledges an open incident, or takes that back; undefined if none with that id is open. */
  readonly acknowledge: Bound<typeof acknowledge>;
  /** Remembers a remote as it was seen last, and ends an incident about it; undefined if never. */
  readonly acceptIdentity: Bound<typeof acceptIdentity>;
}

export function pageStore(access: Access): PageStore {
  return {
    readCluster: (cluster) => readCluster(access, cluster),
    readRemote: (cluster, alias) => readRemote(access, cluster, alias),
    history: (range) => readHistory(access, range),
    rollups: (range) => readRollups(access, range),
    openIncidents: () => openIncidents(access),
    acknowledge: (id, options) => acknowledge(access, id, options),
    acceptIdentity: (options) => acceptIdentity(access, options),
  };
}

/** For whoever sends what the checks decided. */
export interface AlertStore {
  /** Which local clusters have unsent events, by an index that may lag by a moment. */
  readonly waiting: Bound<typeof waitingEvents>;
  /** What stands of local clusters, each read once; those that cannot be read are named. */
  readonly view: Bound<typeof viewClusters>;
  /** The unsent events in a view, of each remote the oldest first. */
  readonly eventsIn: typeof eventsIn;
  /** How the remotes of one local cluster are doing, to count them. */
  readonly countedIn: typeof countedIn;
  /** Takes events out of the outbox permanently; gives those that are left, which is reported. */
  readonly markSent: Bound<typeof markSent>;
  /** Writes a message down before it is sent, and that the topic has accepted it. */
  readonly putSending: Bound<typeof putSending>;
  /** Messages whose sending was begun and not ended. */
  readonly unfinishedSendings: Bound<typeof unfinishedSendings>;
  /** Forgets a message that was sent, and whose events are out of the outbox. */
  readonly removeSending: Bound<typeof removeSending>;
  /** Ends the incidents of some local clusters that the registry does not have any more. */
  readonly endClusters: Bound<typeof endClusters>;
  /** Deletes what has expired, if the database does not do so by itself. */
  readonly expire: (now: Date) => Promise<void>;
}

export function alertStore(access: Access): AlertStore {
  return {
    waiting: () => waitingEvents(access),
    view: (clusters, signal) => viewClusters(access, clusters, signal),
    eventsIn,
    countedIn,
    markSent: (events, options) => markSent(access, events, options),
    putSending: (sending, now) => putSending(access, sending, now),
    unfinishedSendings: () => unfinishedSendings(access),
    removeSending: (id) => removeSending(access, id),
    endClusters: (options) => endClusters(access, options),
    expire: (now) => access.table.expire(now),
  };
}

/** For whoever delivers messages to a channel. */
export interface DeliveryStore {
  /**
   * Calls `tell` unless the message was delivered before, and remembers that it was. Rejects with
   * what `tell` rejects with, and if somebody else delivers the message right now: a later attempt
   * finds it delivered, or delivers it. Whoever dies between `tell` and the memory of it makes it
   * be delivered twice. If nothing can be remembered that is reported: the channel's answer counts.
   */
  readonly sendOnce: Bound<typeof sendOnce>;
  /** Has a message wait for a channel. */
  readonly putMail: Bound<typeof putMail>;
  /** Messages that wait for a channel, oldest first. */
  readonly waitingMail: Bound<typeof waitingMail>;
  /** Forgets a message that the channel has, or that it will never get. */
  readonly removeMail: Bound<typeof removeMail>;
}

export function deliveryStore(access: Access): DeliveryStore {
  return {
    sendOnce: (options, send) => sendOnce(access, options, send),
    putMail: (channel, mail) => putMail(access, channel, mail),
    waitingMail: (channel) => waitingMail(access, channel),
    removeMail: (channel, id) => removeMail(access, channel, id),
  };
}
