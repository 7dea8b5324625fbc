/** Followers that no longer get what their leaders write. */
import type { Replication } from '../../result/replication.ts';
import { LEASE_MS } from '../replication.ts';
import { isBroken, type Rule, type Seen } from '../rule.ts';
import type { View } from '../view.ts';

const MINUTE_MS = 60_000;
/** A single failed read is tried again within seconds. */
const WORTH_TELLING_MS = 5 * MINUTE_MS;
const NAMED = 3;

function stopped({ replication, facts: { now } }: View): Seen | undefined {
  const [first] = replication?.stopped ?? [];
  if (replication === undefined || first === undefined) return undefined;
  const named = replication.stopped
    .slice(0, NAMED)
    .map(
      ({ followerIndex, leaderIndex, reason }) => `${followerIndex} (of ${leaderIndex}): ${reason}`,
    );
  const more = replication.stoppedFollowers - named.length;
  return {
    subject: first.followerIndex,
    evidence: `${replication.stoppedFollowers} of ${counted(replication.followers, 'follower')} stopped: ${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}${deadline(replication, now)}`,
  };
}

function lagging(view: View): Seen | undefined {
  const { replication, facts } = view;
  if (replication === undefined || replication.retryingFollowers === 0) return undefined;
  const { retryingFollowers, followers, operationsBehind, retryReason, failingSince } = replication;
  const lasts = failingSince === undefined ? 0 : facts.now.getTime() - Date.parse(failingSince);
  const behind =
    operationsBehind === 0
      ? ''
      : `, ${counted(operationsBehind, 'operation')} behind as far as is known`;
  return {
    evidence: `${retryingFollowers} of ${counted(followers, 'follower')} cannot read and will try again${behind}: ${retryReason}${deadline(replication, facts.now)}`,
    ...(isBroken(view) || lasts >= WORTH_TELLING_MS ? {} : { severity: 'note' as const }),
  };
}

function paused({ replication, facts: { now } }: View): Seen | undefined {
  const { pausedFollowers = 0, paused: names = [], pausedSince } = replication ?? {};
  const [first] = names;
  if (first === undefined || pausedSince === undefined) return undefined;
  const more = pausedFollowers - Math.min(NAMED, names.length);
  const named = `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const leaseEndsAt = new Date(Date.parse(pausedSince) + LEASE_MS).toISOString();
  return {
    subject: first,
    evidence: `${counted(pausedFollowers, 'follower')} paused: ${named}, which read nothing until resumed${deadline({ failingSince: pausedSince, leaseEndsAt }, now)}`,
  };
}

function autoFollowFailing({ replication }: View): Seen | undefined {
  const { autoFollowErrors: errors = [], autoFollowErrorCount = 0 } = replication ?? {};
  const [first] = errors;
  if (first === undefined) return undefined;
  const more = autoFollowErrorCount > 1 ? `; and ${autoFollowErrorCount - 1} more` : '';
  return {
    subject: first.about,
    evidence: `New indices of the remote are not followed: ${first.about}: ${first.reason} (${moment(first.at)})${more}`,
  };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function deadline(
  { failingSince, leaseEndsAt }: Pick<Replication, 'failingSince' | 'leaseEndsAt'>,
  now: Date,
): string {
  if (failingSince === undefined || leaseEndsAt === undefined) return '';
  const minutes = Math.floor((Date.parse(leaseEndsAt) - now.getTime()) / MINUTE_MS);
  const since = `. It has been so since ${moment(failingSince)} at the latest`;
  if (minutes < 0)
    return `${since}: the retention leases (12 h unless changed) have lapsed, the followers may have to be copied anew`;
  const left = minutes < 120 ? `${minutes} minutes` : `${Math.floor(minutes / 60)} hours`;
  return `${since}: ${left} are left until the retention leases (12 h unless changed) lapse at ${moment(leaseEndsAt)} and the followers may have to be copied anew`;
}

function moment(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

export const REPLICATION_RULES: readonly Rule[] = [
  { code: 'replication-stopped', when: stopped },
  { code: 'replication-lagging', when: lagging },
  { code: 'auto-follow-failing', when: autoFollowFailing },
  { code: 'replication-paused', when: paused },
];
