/**
 * Brings up the clusters of a phase, with the API keys of all cases in the local nodes' keystores:
 * those are read when a node starts.
 */
import { ALL_SCENES } from '../cases/all.ts';
import { aliasOf, type Scene } from '../scene.ts';
import { bringUp, type ClusterSpec, keyText, type NodeSettings } from './lab.ts';
import { PHASES, type Phase } from './specs.ts';

export async function bringUpPhase(phase: Phase): Promise<void> {
  const scenes = ALL_SCENES.filter((scene) => scene.phase === phase);
  await bringUp(PHASES[phase]().map((spec) => withSettings(spec, credentials(spec.name, scenes))));
}

function credentials(local: string, scenes: readonly Scene[]): NodeSettings {
  const cases = scenes.flatMap((scene) => scene.cases).filter((one) => one.local === local);
  return Object.fromEntries(
    cases.flatMap((one) =>
      one.key === undefined
        ? []
        : [[`secure:cluster.remote.${aliasOf(one)}.credentials`, keyText(one.key)]],
    ),
  );
}

/** A local cluster of several nodes has them in the keystore of its first only. */
function withSettings(spec: ClusterSpec, settings: NodeSettings): ClusterSpec {
  const [first, ...others] = spec.nodes ?? [{}];
  return {
    ...spec,
    nodes: [{ ...first, settings: { ...first?.settings, ...settings } }, ...others],
  };
}
