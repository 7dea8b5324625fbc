/** Every pair of the versions at hand, and a remote in the middle of an upgrade. */
import { PLAIN_VERSIONS, plainName } from '../clusters/specs.ts';
import type { Case, Scene, Seen } from '../scene.ts';
import { at, HEALTHY } from './addresses.ts';

type Version = (typeof PLAIN_VERSIONS)[number];

const INCOMPATIBLE = 'version-incompatible';
const UNSUPPORTED = 'version-unsupported-for-search';

/**
 * What is not healthy, by local and remote version; the remote's is read across. Elastic's tables,
 * and the servers' own minimum.
 */
const UNHEALTHY: Readonly<Record<Version, Readonly<Partial<Record<Version, string>>>>> = {
  '7.17.29': { '9.0.8': INCOMPATIBLE, '9.5.3': INCOMPATIBLE },
  '8.14.3': { '7.17.29': UNSUPPORTED, '9.0.8': INCOMPATIBLE, '9.5.3': INCOMPATIBLE },
  '8.19.21': { '7.17.29': UNSUPPORTED, '8.14.3': UNSUPPORTED },
  '9.0.8': { '7.17.29': INCOMPATIBLE, '8.14.3': INCOMPATIBLE, '8.19.21': UNSUPPORTED },
  '9.5.3': {
    '7.17.29': INCOMPATIBLE,
    '8.14.3': INCOMPATIBLE,
    '8.19.21': UNSUPPORTED,
    '9.0.8': UNSUPPORTED,
  },
};

function seenOf(local: Version, remote: Version): Seen {
  const cause = UNHEALTHY[local][remote];
  if (cause === undefined) return HEALTHY;
  return cause === INCOMPATIBLE
    ? { status: 'failing', cause, findings: ['searches-skip-this-remote'] }
    : { status: 'degraded', cause };
}

function pair(local: Version, remote: Version): Case {
  const seen = seenOf(local, remote);
  return {
    name: `version ${local} to ${remote}`,
    local: plainName(local),
    remote: plainName(remote),
    set: (stage) =>
      at('sniff', stage.address(plainName(remote), 'transport'), { skip_unavailable: true }),
    seen,
    bare: seen,
  };
}

const PAIRS = PLAIN_VERSIONS.flatMap((local) =>
  PLAIN_VERSIONS.filter((remote) => remote !== local).map((remote) => pair(local, remote)),
);

const UPGRADING: readonly Case[] = (['8.19.21', '8.14.3'] as const).map((local) => ({
  name: `remote is being upgraded, from ${local}`,
  local: plainName(local),
  remote: 'upgrading',
  set: (stage) => at('sniff', stage.address('upgrading', 'transport')),
  seen: { ...HEALTHY, findings: ['upgrading'] },
}));

export const VERSION_SCENES: readonly Scene[] = [
  { name: 'version pairs', phase: 'plain', cases: PAIRS },
  { name: 'upgrades', phase: 'plain', cases: UPGRADING },
];
