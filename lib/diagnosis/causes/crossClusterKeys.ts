/** API keys and privileges: what Elasticsearch says, and what the remote's key list shows. */
import type { ApiKey } from '../../result/result.ts';
import {
  type Cause,
  type Circumstances,
  DOCUMENTATION,
  type Match,
  prose,
  type Rule,
} from '../cause.ts';
import type { CauseCode, CodesOf } from '../codes.ts';
import { daysLeft, expiresIn, severityOf, whenInWords } from '../expirySteps.ts';
import { apiKeyIdIn } from '../phrases.ts';
import { storeKey } from '../platformSteps.ts';
import { asLastSeen, staleExpiriesOf } from '../staleExpiries.ts';
import { get, post, put, say } from '../stepBuilders.ts';
import type { View } from '../view.ts';
import { quoted } from '../wireRules.ts';

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
    const id = apiKeyIdIn(statement.text);
    const evidence = `${quoted(statement)}${listedAs(id, view)}`;
    return id === undefined ? { evidence } : { evidence, subject: `API key ${id}` };
  };
}

function refined(code: CauseCode, text: string, view: View): CauseCode {
  if (code !== 'api-key-invalid') return code;
  const specific = view.statements.find(
    (one) => one.code === 'api-key-expired' || one.code === 'api-key-invalidated',
  );
  if (specific?.code !== undefined) return specific.code;
  const key = keyOf(apiKeyIdIn(text), view);
  if (key?.invalidated) return 'api-key-invalidated';
  return isExpired(key, view) ? 'api-key-expired' : code;
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
  return `${lists} valid (name ${key.name}), so the secret in the keystore is wrong`;
}

interface Usable extends Pick<ApiKey, 'id' | 'name'> {
  readonly expiration?: string | undefined;
  readonly isVital: boolean;
  /** ISO time, if only an earlier check saw it. */
  readonly lastSeenAt?: string;
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

function keyExpiresSoon(view: View): Match[] {
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

function keyMissingOnNodes({ facts: { passive }, verdict }: View): Match | undefined {
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

function idOf({ subject }: Circumstances): string {
  return /^API key ([\w-]+)$/.exec(subject ?? '')?.[1] ?? '<id>';
}

function listKeys(given: Circumstances) {
  return [get(`_security/api_key?id=${idOf(given)}`, 'remote-cluster')];
}

/** Elasticsearch refuses `expiration` alone, and an update by another user than the key's owner. */
function extendKey(given: Circumstances) {
  return [
    say(prose`
      Extend the key as long as it is valid, as the user who created it. Its secret stays the same,
      so no keystore changes. Repeat the metadata that the key has, or else it is lost:`),
    put(
      `_security/cross_cluster/api_key/${idOf(given)}`,
      { expiration: '365d', metadata: {} },
      'remote-cluster',
    ),
    say('If it has expired, or the remote refuses this, replace it:'),
    ...newKey(given),
  ];
}

function newKey(given: Circumstances) {
  const indices = [{ names: ['<indices>'] }];
  return [
    say('Create a new key (without "replication" if nothing is followed):'),
    post('_security/cross_cluster/api_key', {
      on: 'remote-cluster',
      body: { name: given.alias, access: { search: indices, replication: indices } },
    }),
    say('Bring its "encoded" value to every local node:'),
    ...storeKey(given, 'each-local-node-shell'),
  ];
}

function soonTitle({ daysLeft: days }: Circumstances): string {
  return days === undefined
    ? 'An API key of the remote expires soon'
    : `An API key of the remote expires ${whenInWords(days)}`;
}

export const CROSS_CLUSTER_KEYS = {
  'api-key-missing-on-nodes': {
    title: 'Some local nodes have no API key for the remote',
    meaning: prose`
      Keystores are per node. Requests that a node without the key handles fail, the others pass.`,
    verify: () => [
      say('cluster_credentials is missing on the nodes that the evidence names:'),
      get('_remote/info', 'each-local-node'),
    ],
    fix: (given) => storeKey(given, 'each-named-node-shell'),
    documentation: DOCUMENTATION.apiKey,
    when: { certain: keyMissingOnNodes },
  },
  'api-key-invalid': {
    title: 'The remote does not accept the API key',
    meaning: prose`
      The remote does not know the key id, or the secret is wrong, or the keystore does not hold the
      "encoded" value. If Elasticsearch only says "unable to authenticate", the key may also have
      expired or been invalidated.`,
    verify: listKeys,
    fix: newKey,
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: saidAboutKey('api-key-invalid') },
  },
  'api-key-invalidated': {
    title: 'The API key has been invalidated',
    meaning: prose`
      Somebody revoked the key on the remote. Open connections may look connected, but requests over
      them fail.`,
    verify: listKeys,
    fix: newKey,
    documentation: DOCUMENTATION.apiKey,
    when: { said: saidAboutKey('api-key-invalidated') },
  },
  'api-key-expired': {
    title: 'The API key has expired',
    meaning: prose`
      The key expired, and Elasticsearch does not update expired keys. Create a new one and update
      the keystore.`,
    verify: listKeys,
    fix: newKey,
    documentation: DOCUMENTATION.apiKey,
    when: { said: saidAboutKey('api-key-expired') },
  },
  'api-key-expires-soon': {
    title: soonTitle,
    meaning: prose`
      The checker cannot see which key this local cluster uses. If it is this one, all searches and
      replication over it stop at that time.`,
    verify: listKeys,
    fix: extendKey,
    documentation: DOCUMENTATION.apiKey,
    when: { finding: keyExpiresSoon },
  },
  'api-key-wrong-type': {
    title: 'The API key is not a cross-cluster API key',
    meaning: prose`
      The keystore holds an API key of type rest. Remote clusters take keys of type cross_cluster
      only.`,
    verify: listKeys,
    fix: newKey,
    documentation: DOCUMENTATION.apiKey,
    when: { said: saidAboutKey('api-key-wrong-type') },
  },
  'identity-signing-failed': {
    title: 'The signature of the local cluster is missing or wrong',
    meaning: prose`
      The API key was created with certificate_identity (9.3 and later). Then the local cluster has
      to sign each request with a certificate that matches. The remote got none, or another.`,
    verify: ({ alias }) => [
      say(`Look for cluster.remote.${alias}.signing:`),
      get('_cluster/settings?flat_settings'),
    ],
    fix: ({ alias }) => [
      say(prose`
        On the local nodes, set cluster.remote.${alias}.signing.certificate and .key. The subject of
        the certificate has to match the certificate_identity of the key. Its CA has to be among
        cluster.remote.signing.certificate_authorities of the remote.`),
    ],
    documentation: DOCUMENTATION.settings,
    when: { said: saidAboutKey('identity-signing-failed') },
  },
  'insufficient-privileges': {
    title: 'The credentials lack privileges on the remote',
    meaning: prose`
      The remote knows who asks and refuses the request. The connection works. The searches or the
      replication of this user fail, or those of all users of this API key.`,
    verify: listKeys,
    fix: () => [
      say(prose`
        With an API key, a user may do what both the key and the local role (remote_indices and
        remote_cluster) allow. Widen the role, or the key on the remote (PUT
        _security/cross_cluster/api_key/<id>). In the certificate model, the remote needs a role of
        the same name with the index privileges.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: saidAboutKey('insufficient-privileges') },
  },
} as const satisfies Record<CodesOf<'crossClusterKeys'>, Cause>;
