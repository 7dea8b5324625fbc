/** What the versions of the two clusters allow. */
import { satisfies } from '../../release/release.ts';
import { type Cause, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { get, say } from '../stepBuilders.ts';
import { isBroken, type View } from '../view.ts';
import { quoted } from '../wireRules.ts';

/** Then a verdict about versions is about to change. */
function isUpgrading({ versions }: View): boolean {
  return versions.local.length > 1 || versions.remote.length > 1;
}

function incompatible(view: View): Match | undefined {
  if (!isBroken(view)) return undefined;
  if (view.versions.wire.verdict === 'unsupported') return { evidence: view.versions.wire.why };
  const refusal = refusals(view)[0];
  if (refusal !== undefined) return refusal;
  const statement = view.statements.find(({ code }) => code === 'version-incompatible');
  return statement && { evidence: quoted(statement) };
}

/** Addresses that refused the transport version of the local cluster. */
function refusals({ facts: { network } }: View): Match[] {
  return network.flatMap(({ address, endpoints }) =>
    endpoints.flatMap(({ transport }) => {
      if (transport.outcome !== 'ok' || transport.evidence.localVoice?.accepted !== false)
        return [];
      const { release, localVoice } = transport.evidence;
      const evidence = prose`
        ${address} (${release}) refuses the transport version of the local cluster,
        ${localVoice.asked}`;
      return [{ subject: address, evidence }];
    }),
  );
}

function unsupportedForSearch(view: View): Match | undefined {
  const { search, wire } = view.versions;
  if (search.verdict !== 'unsupported' || wire.verdict === 'unsupported') return undefined;
  return { evidence: search.why, severity: isUpgrading(view) ? 'note' : 'warning' };
}

/** A note: whether anybody replicates over this remote is not known here. */
function unsupportedForReplication({ versions: { replication, wire } }: View): Match | undefined {
  if (replication.verdict !== 'unsupported' || wire.verdict === 'unsupported') return undefined;
  return { evidence: replication.why, severity: 'note' };
}

function upgrading({ versions }: View): Match[] {
  return (['local', 'remote'] as const)
    .filter((side) => versions[side].length > 1)
    .map((side) => ({
      evidence: `The ${side} cluster runs several versions: ${versions[side].join(', ')}`,
    }));
}

/** A version outside of the range that the registry expects. */
export function versionUnexpected({ facts, versions }: View): Match | undefined {
  const range = facts.expect?.version;
  if (range === undefined) return undefined;
  const outside = versions.remote.filter((version) => !satisfies(version, range)).join(', ');
  if (outside === '') return undefined;
  return { evidence: `The registry expects version ${range}, the remote runs ${outside}` };
}

const verify = () => [
  say(prose`
    Compare version.number of each with version.minimum_wire_compatibility_version of the other:`),
  get('/', 'both-clusters'),
];

export const RELEASES = {
  'version-incompatible': {
    title: 'Incompatible versions: no common transport version',
    meaning: prose`
      One side is older than the oldest version that the other understands, so it closes the
      connection. Elasticsearch only says "connection reset".`,
    verify,
    fix: () => [
      say(prose`
        Upgrade the older cluster: 9.0 understands 8.18 and later, 9.1 and later understand 8.19 and
        later, 8.x understands 7.17 and later.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { wire: incompatible },
  },
  'version-unsupported-for-search': {
    title: 'Searches between these versions are not supported',
    meaning: prose`
      The clusters connect, but Elastic does not test or support cross-cluster search from this
      version to that one. Some searches may fail or miss results. Replication is judged
      separately.`,
    verify,
    fix: () => [
      say(prose`
        Upgrade the older cluster. Elastic supports the same minor, the one before, any newer one of
        the same major, and the last minor of a major to every minor of the next.`),
    ],
    documentation: DOCUMENTATION.search,
    when: { finding: unsupportedForSearch },
  },
  'version-unsupported-for-replication': {
    title: 'The local cluster is too old to follow the remote',
    meaning: prose`
      A follower must run the same version as its leader or a newer one. Replication from this
      remote fails; searches are not affected.`,
    verify,
    fix: () => [say('Upgrade the local (following) cluster first, then the remote (leading) one.')],
    documentation: DOCUMENTATION.replication,
    when: { finding: unsupportedForReplication },
  },
  upgrading: {
    title: 'A cluster runs several versions',
    meaning: prose`
      A rolling upgrade is running, or was not finished. Verdicts about versions are about to
      change.`,
    verify: () => [get('_cat/nodes?v&h=name,version', 'named-cluster')],
    fix: () => [say('Finish the upgrade.')],
    documentation: DOCUMENTATION.troubleshooting,
    when: { finding: upgrading },
  },
} as const satisfies Record<CodesOf<'releases'>, Cause>;
