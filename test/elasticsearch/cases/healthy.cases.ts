/** Nothing is wrong: every mode and security model, both secure versions either way. */
import { plainName } from '../clusters/specs.ts';
import type { Case, Scene } from '../scene.ts';
import { at, type ConnectionMode, everywhere, HEALTHY, MODES } from './addresses.ts';

const REMOTES = ['remote9', 'remote8'] as const;

/** It works, but Elastic does not support searches from 9.1 and later in 8.19. */
const UNSUPPORTED = { status: 'degraded', cause: 'version-unsupported-for-search' } as const;

function secureCases(local: string, mode: ConnectionMode): Case[] {
  return REMOTES.flatMap((remote) => {
    const seen = local === 'local9' && remote === 'remote8' ? UNSUPPORTED : HEALTHY;
    const common = { local, remote, seen, bare: seen };
    return [
      {
        ...common,
        name: `certificate, ${mode}, ${remote}`,
        set: (stage) => at(mode, stage.address(remote, 'transport')),
      },
      {
        ...common,
        name: `API key, ${mode}, ${remote}`,
        key: `${remote}.good`,
        set: (stage) => at(mode, stage.address(remote, 'remote')),
      },
    ] satisfies Case[];
  });
}

const PAIRS = [
  ['9.5.3', '9.5.3'],
  ['8.19.21', '8.19.21'],
  ['8.19.21', '9.5.3'],
] as const;

function withoutSecurity(): Case[] {
  return PAIRS.flatMap(([from, to]) =>
    MODES.map(
      (mode): Case => ({
        name: `no security, ${mode}, ${to}`,
        local: plainName(from),
        remote: plainName(to),
        set: (stage) => at(mode, stage.address(plainName(to), 'transport')),
        seen: HEALTHY,
        bare: HEALTHY,
      }),
    ),
  );
}

export const HEALTHY_SCENES: readonly Scene[] = [
  { name: 'healthy with security', phase: 'secure', cases: everywhere(secureCases) },
  { name: 'healthy without security', phase: 'plain', cases: withoutSecurity() },
];
