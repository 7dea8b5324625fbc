/** Followers that no longer get what their leaders write. */
import { type Instant, instantOf } from '../../instant.ts';
import type { Replication } from '../../result/replication.ts';
import { type Cause, type Circumstances, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { hopeless, LEASE_MS } from '../followerState.ts';
import { get, post, put, say } from '../stepBuilders.ts';
import { isBroken, type View } from '../view.ts';

const MINUTE_MS = 60_000;
/** Elasticsearch tries a failed read again within seconds. */
const WORTH_A_WARNING_MS = 5 * MINUTE_MS;
const NAMED = 3;

function stopped({ replication, facts: { now } }: View): Match | undefined {
  const [first] = replication?.stopped ?? [];
  if (replication === undefined || first === undefined) return undefined;
  const named = replication.stopped
    .slice(0, NAMED)
    .map(
      ({ followerIndex, leaderIndex, reason }) =>
        `${followerIndex} (of ${leaderIndex}): ${reason}${HOPELESS[hopeless(reason) ?? 'no']}`,
    );
  const more = replication.stoppedFollowers - named.length;
  const list = `${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
  const count = `${replication.stoppedFollowers} of ${counted(replication.followers, 'follower')}`;
  return {
    subject: first.followerIndex,
    evidence: `${count} stopped: ${list}${deadline(replication, now)}`,
  };
}

/** What resuming a follower cannot bring back. */
const HOPELESS = {
  no: '',
  'no-such-index': ' (its leader index does not exist on the remote: no resume helps)',
  'operations-gone':
    ' (the remote no longer has the operations that it lacks: it must be recreated, full re-copy)',
} as const;

function lagging(view: View): Match | undefined {
  const { replication, facts } = view;
  if (replication === undefined || replication.retryingFollowers === 0) return undefined;
  const { retryingFollowers, followers, operationsBehind, retryReason, failingSince } = replication;
  const lastsMs = failingSince === undefined ? 0 : facts.now.getTime() - Date.parse(failingSince);
  const behind =
    operationsBehind === 0
      ? ''
      : `, ${counted(operationsBehind, 'operation')} behind as far as is known`;
  const count = `${retryingFollowers} of ${counted(followers, 'follower')}`;
  return {
    severity: isBroken(view) || lastsMs >= WORTH_A_WARNING_MS ? 'warning' : 'note',
    evidence: prose`
      ${count} cannot read and will try again${behind}:
      ${retryReason}${deadline(replication, facts.now)}`,
  };
}

function paused({ replication, facts: { now } }: View): Match | undefined {
  const { pausedFollowers = 0, paused: names = [], pausedSince } = replication ?? {};
  const [first] = names;
  if (first === undefined || pausedSince === undefined) return undefined;
  const more = pausedFollowers - Math.min(NAMED, names.length);
  const list = `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const leaseEndsAt = instantOf(new Date(Date.parse(pausedSince) + LEASE_MS));
  const left = deadline({ failingSince: pausedSince, leaseEndsAt }, now);
  return {
    subject: first,
    evidence: prose`
      ${counted(pausedFollowers, 'follower')} paused: ${list}, which read nothing until
      resumed${left}`,
  };
}

function autoFollowFailing({ replication }: View): Match | undefined {
  const { autoFollowErrors: errors = [], autoFollowErrorCount = 0 } = replication ?? {};
  const [first] = errors;
  if (first === undefined) return undefined;
  const more = autoFollowErrorCount > 1 ? `; and ${autoFollowErrorCount - 1} more` : '';
  const error = `${first.about}: ${first.reason} (${moment(first.at)})`;
  return {
    subject: first.about,
    evidence: `New indices of the remote are not followed: ${error}${more}`,
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
  const leases = 'the retention leases (12 h unless changed)';
  const recreate = 'the followers may have to be recreated (full re-copy)';
  if (minutes < 0) return `${since}: ${leases} have lapsed, ${recreate}`;
  const left = minutes < 120 ? `${minutes} minutes` : `${Math.floor(minutes / 60)} hours`;
  return prose`
    ${since}: ${left} are left until ${leases} lapse at ${moment(leaseEndsAt)} and ${recreate}`;
}

function moment(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

/** Clusters choose index names, and people paste these requests: other characters do not pass. */
function follower({ subject = '' }: Circumstances): string {
  return /^[a-z0-9.][a-z0-9._-]{0,254}$/.test(subject) ? subject : '<index>';
}

const LEASE = prose`
  The retention lease of the leader lasts 12 hours, unless index.soft_deletes.retention_lease.period
  says otherwise.`;

function follow(index: string, { alias }: Circumstances) {
  return put(`${index}/_ccr/follow?wait_for_active_shards=1`, {
    remote_cluster: alias,
    leader_index: '<leader index>',
  });
}

export const FOLLOWERS = {
  'replication-stopped': {
    title: 'Replication from this remote has stopped',
    meaning: prose`
      Followers met an error that Elasticsearch does not try to overcome, and read nothing until
      somebody resumes them. After the retention lease has lapsed, operations that they lack may be
      gone, and the follower indices must be recreated (full re-copy). ${LEASE}`,
    verify: () => [
      get(
        '_ccr/stats?filter_path=follow_stats.indices.index,follow_stats.indices.shards.fatal_exception',
      ),
    ],
    fix: (given) => {
      const index = follower(given);
      return [
        say('Fix what the evidence names, then for each follower that can go on:'),
        post(`${index}/_ccr/pause_follow`),
        post(`${index}/_ccr/resume_follow`),
        say(prose`
          If the evidence says that operations are no longer available, resuming does not help:
          recreate the follower. If its leader index does not exist, create the leader again first;
          if it was deleted on purpose, delete the follower. To recreate a follower deletes the data
          that it has:`),
        post(`${index}/_ccr/pause_follow`),
        post(`${index}/_close`),
        follow(index, given),
      ];
    },
    documentation: DOCUMENTATION.replication,
    when: { finding: stopped },
  },
  'replication-lagging': {
    title: 'Follower indices cannot read from this remote (retrying)',
    meaning: prose`
      Reads of followers fail, and Elasticsearch tries again. What is written to the leaders
      meanwhile is missing here. The followers catch up by themselves, unless the retention lease
      lapses before. ${LEASE}`,
    verify: () => [
      get(
        '_ccr/stats?filter_path=follow_stats.indices.index,follow_stats.indices.total_global_checkpoint_lag,follow_stats.indices.shards.read_exceptions',
      ),
    ],
    fix: () => [
      say(prose`
        Fix the connection: nothing has to be resumed. If it takes longer than the leases last,
        expect to recreate the follower indices (full re-copy).`),
    ],
    documentation: DOCUMENTATION.replication,
    when: { finding: lagging },
  },
  'replication-paused': {
    title: 'Followers of this remote are paused',
    meaning: prose`
      Somebody paused them, and they read nothing until somebody resumes them. After the retention
      lease has lapsed, operations that they lack may be gone, and the follower indices must be
      recreated (full re-copy). ${LEASE} Elasticsearch does not say when they last read, so the time
      that is left is an upper bound.`,
    verify: () => [
      get('_all/_ccr/info?filter_path=follower_indices.follower_index,follower_indices.status'),
    ],
    fix: (given) => [
      say('If nobody paused them on purpose, for each of them:'),
      post(`${follower(given)}/_ccr/resume_follow`),
    ],
    documentation: DOCUMENTATION.replication,
    when: { finding: paused },
  },
  'auto-follow-failing': {
    title: 'New indices of this remote are not followed',
    meaning: prose`
      Auto-follow patterns found indices that they could not follow, or could not look for any.
      Elasticsearch tries again by itself. Until then these indices are not copied. Indices that are
      already followed are not affected.`,
    verify: () => [get('_ccr/stats?filter_path=auto_follow_stats'), get('_ccr/auto_follow')],
    fix: (given) => [
      say(prose`
        Fix what the evidence names. Add an index that nobody wants to follow to
        leader_index_exclusion_patterns of the pattern (7.14 and later). Follow by hand an index
        that the patterns do not take:`),
      follow('<index>', given),
    ],
    documentation: DOCUMENTATION.replication,
    when: { finding: autoFollowFailing },
  },
} as const satisfies Record<CodesOf<'followers'>, Cause>;
