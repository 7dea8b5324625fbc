import { PHASES, type Phase } from '../clusters/specs.ts';
import type { Scene } from '../scene.ts';
import { CONNECTION_SCENES } from './connections.cases.ts';
import { CREDENTIAL_SCENES } from './credentials.cases.ts';
import { ENDING_SCENES } from './ending.cases.ts';
import { FRONT_SCENES } from './fronts.cases.ts';
import { GATEWAY_SCENES } from './gateways.cases.ts';
import { HEALTHY_SCENES } from './healthy.cases.ts';
import { LOCAL_SIDE_SCENES } from './localSide.cases.ts';
import { MISMATCH_SCENES } from './mismatches.cases.ts';
import { NETWORK_SCENES } from './network.cases.ts';
import { REGISTRY_SCENES } from './registry.cases.ts';
import { SNIFFING_SCENES } from './sniffing.cases.ts';
import { TLS_SCENES } from './tls.cases.ts';
import { VERSION_SCENES } from './versions.cases.ts';
import { WAY_SCENES } from './ways.cases.ts';

const SCENES: readonly Scene[] = [
  ...HEALTHY_SCENES,
  ...NETWORK_SCENES,
  ...TLS_SCENES,
  ...CREDENTIAL_SCENES,
  ...CONNECTION_SCENES,
  ...GATEWAY_SCENES,
  ...SNIFFING_SCENES,
  ...LOCAL_SIDE_SCENES,
  ...VERSION_SCENES,
  ...ENDING_SCENES,
  ...FRONT_SCENES,
  ...MISMATCH_SCENES,
  ...REGISTRY_SCENES,
  ...WAY_SCENES,
];

/** Every scene, those of one phase one after another. */
export const ALL_SCENES: readonly Scene[] = (Object.keys(PHASES) as Phase[]).flatMap((phase) =>
  SCENES.filter((scene) => scene.phase === phase),
);
