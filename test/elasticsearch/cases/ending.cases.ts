/**
 * Keys and licenses that end. The licenses are those that a node makes itself: a trial of 30 days,
 * which is never more than a note, or a basic one.
 */
import type { Case, Scene } from '../scene.ts';
import { at, HEALTHY, MODES } from './addresses.ts';

const TRIAL = 'license-expires-soon';

/** The only key of the remote that can be in use ends in 20 days. */
function keyEndsSoon(): Case[] {
  return MODES.map((mode) => ({
    name: `key ends soon, ${mode}`,
    local: 'trial8',
    remote: 'ending9',
    key: 'ending9.soon',
    set: (stage) => at(mode, stage.address('ending9', 'remote')),
    seen: { status: 'degraded', cause: 'api-key-expires-soon', findings: [TRIAL] },
    // Without the remote's HTTP address nobody lists its keys.
    bare: { ...HEALTHY, findings: [TRIAL] },
  }));
}

/** The certificate model needs no more than a basic license. */
function trialEnds(local: string): Case {
  return {
    name: 'trial ends',
    local,
    remote: 'ending9',
    set: (stage) => at('sniff', stage.address('ending9', 'transport')),
    seen: { ...HEALTHY, findings: [TRIAL] },
  };
}

const BASIC_WITH_KEY: Case = {
  name: 'API key with a basic license',
  local: 'basic9',
  remote: 'ending9',
  key: 'ending9.soon',
  set: (stage) => at('proxy', stage.address('ending9', 'remote'), { skip_unavailable: false }),
  seen: { status: 'failing', cause: 'license-non-compliant', findings: ['api-key-expires-soon'] },
  bare: { status: 'failing', cause: 'license-non-compliant' },
};

export const ENDING_SCENES: readonly Scene[] = [
  {
    name: 'keys and licenses that end',
    phase: 'ending',
    cases: [...keyEndsSoon(), trialEnds('trial8'), trialEnds('basic9'), BASIC_WITH_KEY],
  },
];
