/** What the answers of the two active APIs mean. */
import type { Answer } from '../../facts/facts.ts';
import type { ActiveWitness, FailedAnswer, Reason } from '../../result/witness.ts';
import {
  FROM_ANOTHER_NODE,
  isAboutOurUser,
  isBetweenClusters,
  LOCAL_TROUBLE,
  meaningOfReason,
  NO_SUCH_REMOTE,
  says,
} from '../../wording/wording.ts';
import type { ResolvedCluster } from './api/resolveCluster.ts';
import type { SearchProbe } from './api/searchProbe.ts';

export type Judgement = Pick<
  ActiveWitness,
  'outcome' | 'error' | 'reasons' | 'remoteVersion' | 'remoteMinimumWireVersion'
>;

function outcomeOfError(error: string | undefined): ActiveWitness['outcome'] {
  if (error === undefined) return 'not-connected';
  if (says('request-timed-out', error)) return 'timed-out';
  if (says('local-node-without-role', error)) return 'no-role';
  return isAboutOurUser(error) ? 'not-authorized' : 'not-connected';
}

function judgeEntry({ connected, error, version, minimumWireVersion }: ResolvedCluster): Judgement {
  return {
    // With `connected: true` an error is about indices only, such as "no such index".
    outcome: connected ? 'connected' : outcomeOfError(error),
    ...(error === undefined ? {} : { error }),
    reasons: [],
    ...(version === undefined ? {} : { remoteVersion: version }),
    ...(minimumWireVersion === undefined ? {} : { remoteMinimumWireVersion: minimumWireVersion }),
  };
}

/**
 * "no such remote cluster" is said of an alias that is not there and of one that cannot be reached
 * and has skip_unavailable true: only where `_remote/info` of the same node lists the alias is it
 * the latter.
 */
function outcomeOfNoSuchRemote(listed: boolean): ActiveWitness['outcome'] {
  return listed ? 'not-connected' : 'unknown';
}

function outcomeOfFailed(
  { kind, httpStatus, reasons }: FailedAnswer,
  listed: boolean,
): ActiveWitness['outcome'] {
  // A node that waits for a remote has not begun to answer.
  if (kind === 'timed-out') return httpStatus === undefined ? kind : 'unknown';
  if (kind === 'no-role') return kind;
  if (kind === 'not-authorized')
    return isBetweenClusters(reasons) ? 'not-connected' : 'not-authorized';
  return reasons.some(({ type }) => type === NO_SUCH_REMOTE)
    ? outcomeOfNoSuchRemote(listed)
    : 'unknown';
}

/**
 * Elasticsearch's own text where it gave one; of a node without the role, not the "unauthorized"
 * that hides it.
 */
function judgeFailed(
  { reasons, message }: FailedAnswer,
  outcome: ActiveWitness['outcome'],
): Judgement {
  const said = reasons.find(({ reason }) => says('local-node-without-role', reason)) ?? reasons[0];
  return { outcome, error: said?.reason || message, reasons };
}

export function judgeResolve(
  answer: Answer<ResolvedCluster | undefined>,
  listed: boolean,
): Judgement {
  if (!answer.ok) return judgeFailed(answer.failed, outcomeOfFailed(answer.failed, listed));
  if (answer.value === undefined)
    return { outcome: 'unknown', error: 'The answer does not mention the alias', reasons: [] };
  return judgeEntry(answer.value);
}

/**
 * The chain of a refused search is the failure itself, unless the trouble is nearer. A chain of
 * which no link is understood may speak of anything, so it proves nothing about the remote.
 */
function outcomeOfRefused({ httpStatus, reasons }: FailedAnswer): ActiveWitness['outcome'] {
  if (reasons.some(({ type }) => type === FROM_ANOTHER_NODE)) return 'not-connected';
  const local = httpStatus === 429 || reasons.some(({ type }) => LOCAL_TROUBLE.has(type));
  const isUnderstood = reasons.some((reason) => meaningOfReason(reason) !== undefined);
  return local || !isUnderstood ? 'unknown' : 'not-connected';
}

function outcomeOfSearchFailed(failed: FailedAnswer, listed: boolean): ActiveWitness['outcome'] {
  const types = failed.reasons.map(({ type }) => type);
  // Said by the remote, so it was reached.
  if (failed.kind === 'missing' && types.includes('index_not_found_exception')) return 'connected';
  return failed.kind === 'refused' && !types.includes(NO_SUCH_REMOTE)
    ? outcomeOfRefused(failed)
    : outcomeOfFailed(failed, listed);
}

function ofReasons(outcome: ActiveWitness['outcome'], reasons: readonly Reason[]): Judgement {
  const [outermost] = reasons;
  return { outcome, ...(outermost ? { error: outermost.reason } : {}), reasons: [...reasons] };
}

export function judgeSearch(answer: Answer<SearchProbe>, listed: boolean): Judgement {
  if (!answer.ok) return judgeFailed(answer.failed, outcomeOfSearchFailed(answer.failed, listed));
  const { remote, reasons } = answer.value;
  if (remote === undefined)
    return {
      outcome: 'unknown',
      error: 'The answer does not mention a remote cluster',
      reasons: [],
    };
  if (remote === 'reached') return ofReasons('connected', reasons);
  const ours = reasons.some(({ reason }) => isAboutOurUser(reason));
  return ofReasons(ours ? 'not-authorized' : 'not-connected', reasons);
}
