/** Every cause by its code, and the finding that it becomes with its evidence. */
import type { Finding } from '../result/finding.ts';
import type { Cause, Circumstances, Match } from './cause.ts';
import { ADDRESSES } from './causes/addresses.ts';
import { CERTIFICATE_CONTENTS } from './causes/certificateContents.ts';
import { CERTIFICATE_DATES } from './causes/certificateDates.ts';
import { CHECKER } from './causes/checker.ts';
import { CHECK_FAILURES } from './causes/checkFailures.ts';
import { CONSEQUENCES } from './causes/consequences.ts';
import { CROSS_CLUSTER_KEYS } from './causes/crossClusterKeys.ts';
import { FOLLOWERS } from './causes/followers.ts';
import { GATEWAY_NODES } from './causes/gatewayNodes.ts';
import { KEY_PORTS } from './causes/keyPorts.ts';
import { LICENSES } from './causes/licenses.ts';
import { LINT } from './causes/lint.ts';
import { LOCAL_SIDE } from './causes/localSide.ts';
import { OPEN_CONNECTIONS } from './causes/openConnections.ts';
import { LOAD } from './causes/overload.ts';
import { PEERS } from './causes/peers.ts';
import { RELEASES } from './causes/releases.ts';
import { REMOTE_IDENTITY } from './causes/remoteIdentity.ts';
import { SEED_LISTS } from './causes/seedLists.ts';
import { TLS_HANDSHAKE } from './causes/tlsHandshake.ts';
import { TRUST } from './causes/trust.ts';
import { type CauseCode, CODES } from './codes.ts';
import { daysLeft } from './expirySteps.ts';
import type { Setting } from './setting.ts';

/** With the tiers in which each has a rule, as `order.ts` needs them. */
export const BY_CODE = {
  ...CONSEQUENCES,
  ...FOLLOWERS,
  ...OPEN_CONNECTIONS,
  ...ADDRESSES,
  ...GATEWAY_NODES,
  ...SEED_LISTS,
  ...PEERS,
  ...LOAD,
  ...KEY_PORTS,
  ...CROSS_CLUSTER_KEYS,
  ...LICENSES,
  ...TRUST,
  ...CERTIFICATE_CONTENTS,
  ...CERTIFICATE_DATES,
  ...TLS_HANDSHAKE,
  ...REMOTE_IDENTITY,
  ...RELEASES,
  ...LOCAL_SIDE,
  ...LINT,
  ...CHECKER,
  ...CHECK_FAILURES,
} as const satisfies Record<CauseCode, Cause>;

export const CAUSES: Readonly<Record<CauseCode, Cause>> = BY_CODE;

/** A cause with its evidence, as results carry it. */
export function findingOf(code: CauseCode, match: Match, { now, ...setting }: Setting): Finding {
  const { subject, evidence, expires, values, severity = CODES[code].severity } = match;
  const { title, meaning, verify, fix, documentation } = CAUSES[code];
  const circumstances: Circumstances = {
    ...setting,
    ...(subject === undefined ? {} : { subject }),
    ...(values === undefined ? {} : { values }),
    ...(expires === undefined ? {} : { daysLeft: daysLeft(expires.at, now) }),
  };
  return {
    code,
    severity,
    title: match.title ?? (typeof title === 'string' ? title : title(circumstances)),
    evidence,
    ...(subject === undefined ? {} : { subject }),
    ...(expires === undefined ? {} : { expires }),
    meaning,
    verify: [...verify(circumstances)],
    fix: [...fix(circumstances)],
    documentation,
  };
}
