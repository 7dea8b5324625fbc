/** Why a cause is not shown by real clusters; testedWith.ts holds it complete. */
import type { CauseCode } from '../../../lib/diagnosis/codes.ts';

const WITHOUT_CCR = 'the module of cross-cluster replication is not published as a library';

export const NOT_RUN: Partial<Record<CauseCode, string>> = {
  'replication-stopped': WITHOUT_CCR,
  'replication-lagging': WITHOUT_CCR,
  'replication-paused': WITHOUT_CCR,
  'auto-follow-failing': WITHOUT_CCR,
  'version-unsupported-for-replication': WITHOUT_CCR,
};
