/** What shows the state of API keys: the words of Elasticsearch, and the remote's key list. */
import type { Instant } from '../instant.ts';
import type { ApiKey } from '../result/result.ts';
import type { FailedAnswer } from '../result/witness.ts';
import { type Match, prose, type Rule } from './cause.ts';
import type { CauseCode } from './codes.ts';
import { daysLeft, expiresIn, severityOf, whenInWords } from './expirySteps.ts';
import { apiKeyIdIn, causeOfText } from './phrases.ts';
import { asLastSeen, staleExpiriesOf } from './staleExpiries.ts';
import { isRefusedByKey, type View } from './view.ts';
import { quoted } from './wireRules.ts';

/**
 * "unable to authenticate user [ID]" fits a wrong, an expired and an invalidated key: the remote's
 * key list tells them apart.
 */
export function saidAboutKey(code: CauseCode): Rule {
  return (view) => {
    const statement = view.statements.find(
      (one) => one.code !== undefined && refined(one.code, one.text, view) === code,
    );
    if (statement === undefined) return undefined;
    const id = apiKeyIdIn([statement.text, ...statement.around].join('\n'));
    const evidence = `${quoted(statement)}${listedAs(id, view)}`;
    return id === undefined ? { evidence } : { evidence, subject: `API key ${id}` };
  };
}

function refined(code: CauseCode, text: string, view: View): CauseCode {
  if (code !== 'api-key-invalid') return code;
  if (cannotCheckKeys(view) !== undefined) return NO_KEY_CHECK;
  const specific = view.statements.find(
    (one) => one.code === 'api-key-expired' || one.code === 'api-key-invalidated',
  );
  if (specific?.code !== undefined) return specific.code;
  const key = keyOf(apiKeyIdIn(text), view);
  if (key?.invalidated) return 'api-key-invalidated';
  if (isExpired(key, view)) return 'api-key-expired';
  return key === undefined ? code : 'api-key-refused';
}

/** The remote was reached, knew the key, and refused the request of the checker alone. */
export function withoutSearch(view: View): Match | undefined {
  const refused = view.facts.active.find((witness) => isRefusedByKey(witness, view.facts));
  if (refused?.error === undefined) return undefined;
  const id = apiKeyIdIn(refused.error);
  const access = keyOf(id, view)?.access;
  const allows =
    access === undefined
      ? 'Either the key gives no access for search, or the role of the checker has no read privilege for this remote'
      : `The remote lists the key with access for ${access.join(' and ') || 'nothing'} only`;
  return {
    ...(id === undefined ? {} : { subject: `API key ${id}` }),
    evidence: `${refused.node} says: ${refused.error}. ${allows}`,
  };
}

function keyOf(id: string | undefined, { facts: { remote } }: View): ApiKey | undefined {
  return remote?.apiKeys.ok ? remote.apiKeys.value.find((key) => key.id === id) : undefined;
}

function isExpired(key: ApiKey | undefined, { facts: { now } }: View): boolean {
  return key?.expiration !== undefined && new Date(key.expiration) < now;
}

function listedAs(id: string | undefined, view: View): string {
  const key = keyOf(id, view);
  if (key === undefined) return '';
  const lists = '. The remote lists this key as';
  if (key.invalidated) return `${lists} invalidated (name ${key.name})`;
  if (isExpired(key, view)) return `${lists} expired on ${key.expiration} (name ${key.name})`;
  return `${lists} valid (name ${key.name}): either the keystore holds another secret, or the address leads to another cluster`;
}

interface Usable extends Pick<ApiKey, 'id' | 'name'> {
  readonly expiration?: Instant | undefined;
  readonly isVital: boolean;
  /** Set if only an earlier check saw it. */
  readonly lastSeenAt?: Instant;
}

/** A single key that can be in use is in use; of several, nobody can say which. */
function usableKeys(view: View): Usable[] {
  const { remote, now } = view.facts;
  const stale = staleExpiriesOf(view, ['api-key']).map(
    ({ at, dated: { id, name, expiresAt: expiration } }) => {
      return { id, name, expiration, isVital: false, lastSeenAt: at };
    },
  );
  const listed = remote?.apiKeys.ok ? remote.apiKeys.value : [];
  const usable = [
    ...listed.filter(({ type, invalidated }) => type === 'cross_cluster' && !invalidated),
    ...stale,
  ].filter(({ expiration }) => expiration === undefined || daysLeft(expiration, now) >= 0);
  return usable.map((key) => ({ isVital: usable.length === 1, ...key }));
}

export function keyExpiresSoon(view: View): Match[] {
  const { registration, now, expiryWarningDays: warningDays } = view.facts;
  if (registration.securityModel !== 'api-key') return [];
  return usableKeys(view).flatMap(({ id, name, expiration, isVital, lastSeenAt }) => {
    const days = expiration === undefined ? Number.POSITIVE_INFINITY : daysLeft(expiration, now);
    const severity = severityOf(days, { warningDays, isVital });
    if (expiration === undefined || severity === undefined) return [];
    const end = `${expiration.slice(0, 10)}, ${whenInWords(days)}${asLastSeen(lastSeenAt)}`;
    const evidence = `Cross-cluster API key ${name} (${id}) of the remote expires on ${end}`;
    const expires = expiresIn(expiration, days, { warningDays, isVital });
    return [{ subject: `API key ${id}`, severity, evidence, expires }];
  });
}

export function keyMissingOnNodes({ facts: { passive }, verdict }: View): Match | undefined {
  const without = passive
    .filter(({ hasCredentials }) => hasCredentials === false)
    .map(({ node }) => node);
  const isOnOthers = passive.some(({ hasCredentials }) => hasCredentials === true);
  if (without.length === 0 || !isOnOthers) return undefined;
  return {
    subject: without.join(', '),
    evidence: prose`
      ${without.join(', ')} has no API key for this remote in its keystore, other nodes have`,
    severity: verdict === 'connected' ? 'warning' : 'critical',
  };
}

const NO_KEY_CHECK: CauseCode = 'remote-cannot-check-keys';

/** The remote says so, to the local nodes or to the checker that lists its keys. */
export function cannotCheckKeys(view: View): Match | undefined {
  const statement = view.statements.find(({ code }) => code === NO_KEY_CHECK);
  if (statement !== undefined) return { evidence: quoted(statement) };
  const refused = view.statements.find(({ code }) => code === 'api-key-invalid');
  const { remote } = view.facts;
  if (refused === undefined || remote === undefined || remote.apiKeys.ok) return undefined;
  const { message } = remote.apiKeys.failed;
  if (!isUnavailable(remote.apiKeys.failed)) return undefined;
  return {
    evidence: prose`
      ${quoted(refused)}. The remote cannot read its keys (the security index), as its answer to the
      checker says: ${message}`,
  };
}

/** Shards of the security index are missing, or the node that reads them is overloaded. */
function isUnavailable({ httpStatus, message, reasons }: FailedAnswer): boolean {
  const codes = [message, ...reasons.map(({ reason }) => reason)].map(causeOfText);
  return httpStatus === 503 || codes.includes(NO_KEY_CHECK) || codes.includes('remote-overloaded');
}
