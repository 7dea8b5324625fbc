import type { PassiveWitness } from '../result/witness.ts';

/**
 * Through which local nodes to ask actively: the first that could be asked passively, and every other whose view differs from a sound one
 * (not connected, or with other credentials), since keystores, roles and connections are each node's own. Indexes into `passive`.
 */
export function nodesToAsk(passive: readonly PassiveWitness[]): number[] {
  const able = passive.flatMap((witness, index) => (witness.connected === undefined ? [] : [{ ...witness, index }]));
  const [first] = able;
  return able.filter((witness) => witness === first || !witness.connected || witness.hasCredentials !== first?.hasCredentials).map(({ index }) => index);
}
