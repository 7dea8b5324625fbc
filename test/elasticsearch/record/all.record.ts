/**
 * `npm run record`: test/fixtures/recordings and test/fixtures/frames from real clusters. Takes
 * about a quarter of an hour.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bringUp } from '../clusters/lab.ts';
import { createStage, type Stage } from '../stage.ts';
import { recordHalfOpen, recordInvalidation, recordRestart } from './changes.ts';
import { RECORDED } from './clusters.ts';
import { recordFrames } from './frames.ts';
import {
  recordCertificates,
  recordCredentials,
  recordHealthy,
  recordNetwork,
  recordPublishAddress,
} from './links.ts';
import { recordSniffFrames } from './sniffFrames.ts';
import { recordGateways, recordLicenses, recordUnevenNodes, recordVersions } from './topologies.ts';

const SCENARIOS = {
  links: {
    recordHealthy,
    recordCredentials,
    recordNetwork,
    recordCertificates,
    recordPublishAddress,
    recordHalfOpen,
    recordRestart,
    recordInvalidation,
  },
  nodes: { recordUnevenNodes },
  gateways: { recordGateways },
  plain: { recordVersions },
  licenses: { recordLicenses },
  frames: { recordFrames, recordSniffFrames },
} as const;

describe.each(Object.keys(SCENARIOS) as (keyof typeof SCENARIOS)[])('recordings of %s', (phase) => {
  let stage: Stage;
  beforeEach(async () => {
    await bringUp(RECORDED[phase]);
    stage = createStage();
  });
  afterEach(() => stage.strike());

  it.each(Object.entries<(stage: Stage) => Promise<void>>(SCENARIOS[phase]))(
    '%s',
    async (_name, record) => {
      await expect(record(stage)).resolves.toBeUndefined();
    },
  );
});
