/** What the two clusters' versions allow. */
import { satisfies } from '../../release/release.ts';
import { isBroken, type Rule, type Seen } from '../rule.ts';
import type { View } from '../view.ts';

function isUpgrading({ versions }: View): boolean {
  return versions.local.length > 1 || versions.remote.length > 1;
}

function incompatible(view: View): Seen | undefined {
  if (!isBroken(view)) return undefined;
  const refused = view.facts.network.flatMap(({ address, endpoints }) =>
    endpoints.flatMap(({ transport }) =>
      transport.outcome === 'ok' && transport.evidence.localVoice?.accepted === false
        ? [{ address, ...transport.evidence }]
        : [],
    ),
  )[0];
  if (view.versions.wire.verdict === 'unsupported') return { evidence: view.versions.wire.why };
  if (refused !== undefined)
    return {
      subject: refused.address,
      evidence: `${refused.address} (${refused.release}) refuses the transport version of the local cluster, ${refused.localVoice?.asked}`,
    };
  const told = view.told.find(({ code }) => code === 'version-incompatible');
  return told && { evidence: `${told.node} says: ${told.text}` };
}

/** While one of the clusters is being upgraded, a verdict about versions is about to change. */
function unsupportedForSearch(view: View): Seen | undefined {
  const { search, wire } = view.versions;
  if (search.verdict !== 'unsupported' || wire.verdict === 'unsupported') return undefined;
  return { evidence: search.why, ...(isUpgrading(view) ? { severity: 'note' as const } : {}) };
}

/** A note: whether anybody replicates over this remote is not known here. */
function unsupportedForReplication({ versions: { replication, wire } }: View): Seen | undefined {
  if (replication.verdict !== 'unsupported' || wire.verdict === 'unsupported') return undefined;
  return { evidence: replication.why, severity: 'note' };
}

function upgrading({ versions }: View): Seen[] {
  return (['local', 'remote'] as const)
    .filter((side) => versions[side].length > 1)
    .map((side) => ({
      evidence: `The ${side} cluster runs several versions: ${versions[side].join(', ')}`,
    }));
}

function versionUnexpected({ facts, versions }: View): Seen | undefined {
  const range = facts.expect?.version;
  if (range === undefined) return undefined;
  const outside = versions.remote.filter((version) => !satisfies(version, range));
  return outside.length === 0
    ? undefined
    : { evidence: `The registry expects version ${range}, the remote runs ${outside.join(', ')}` };
}

export const incompatibleRule: Rule = { code: 'version-incompatible', when: incompatible };

export const VERSION_RULES: readonly Rule[] = [
  { code: 'version-unsupported-for-search', when: unsupportedForSearch },
  { code: 'version-unsupported-for-replication', when: unsupportedForReplication },
  { code: 'registration-unexpected', when: versionUnexpected },
  { code: 'upgrading', when: upgrading },
];
