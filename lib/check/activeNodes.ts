import type { PassiveWitness } from '../result/witness.ts';

/**
 * Through which local nodes to ask actively: the first that could be asked passively, and every other whose view differs from a sound one
 * (not connected, or with other credentials), since keystores, roles and connections are each node's own.
 */
export function nodesToAsk(passive: readonly PassiveWitness[]): PassiveWitness[] {
  const able = passive.filter(({ connected }) => connected !== undefined);
  const [first] = able;
  return able.filter((witness) => witness === first || !witness.connected || witness.hasCredentials !== first?.hasCredentials);
}
