/** Settings of a registration, and the recordings that most scenarios consist of. */
import { type ConnectionMode, MODES } from '../cases/addresses.ts';
import type { Stage } from '../stage.ts';
import { record } from './step.ts';

export interface Link {
  readonly alias: string;
  readonly address: string;
  /** Whose own answers are recorded besides. */
  readonly remote?: string;
}

export function registration(
  mode: ConnectionMode,
  { alias, address }: Link,
): Record<string, unknown> {
  const to =
    mode === 'sniff'
      ? { [`cluster.remote.${alias}.seeds`]: [address] }
      : { [`cluster.remote.${alias}.proxy_address`]: address };
  return { [`cluster.remote.${alias}.mode`]: mode, ...to };
}

function unskippable(alias: string): Record<string, unknown> {
  return { [`cluster.remote.${alias}.skip_unavailable`]: false };
}

/** From 9.5.3 as it is by default and with skip_unavailable=false, and from 8.19.21. */
export async function recordLink(files: string, mode: ConnectionMode, link: Link): Promise<void> {
  const settings = registration(mode, link);
  const [scenario, prefix] = files.split('/');
  const common = link.remote === undefined ? {} : { remote: link.remote };
  await record({ ...common, files, local: ['l95'], settings });
  await record({
    files: `${files}skip-unavailable-false-`,
    local: ['l95'],
    settings: { ...settings, ...unskippable(link.alias) },
  });
  await record({ files: `${scenario}/from-8.19.21-${prefix}`, local: ['l819'], settings });
}

export async function recordBothModes(scenario: string, link: Link, prefix = ''): Promise<void> {
  for (const mode of MODES) await recordLink(`${scenario}/${prefix}${mode}-`, mode, link);
}

export function transportOf(stage: Stage, cluster: string, index?: number): string {
  return stage.address(cluster, 'transport', index);
}
