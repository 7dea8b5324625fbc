/** API keys and privileges: what Elasticsearch says, and what the remote's key list shows. */
import { type Cause, type Circumstances, DOCUMENTATION, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { whenInWords } from '../expirySteps.ts';
import {
  cannotCheckKeys,
  keyExpiresSoon,
  keyMissingOnNodes,
  saidAboutKey,
  withoutSearch,
} from '../keyEvidence.ts';
import { storeKey } from '../platformSteps.ts';
import { configuredAddress, get, post, put, say, type } from '../stepBuilders.ts';

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
  'remote-cannot-check-keys': {
    title: 'The remote cannot check API keys',
    meaning: prose`
      The remote cannot read the API key: its security index is unavailable, or the threads that
      check keys are busy. It refuses every key then, and the key itself may be fine.`,
    verify: () => [
      get('_cat/shards/.security*?v', 'remote-cluster'),
      get('_cluster/health/.security?level=shards', 'remote-cluster'),
    ],
    fix: () => [
      say(prose`
        On the remote, bring back the nodes that hold the shards of .security, or allocate them. If
        the threads are busy, lower the load. Do not replace the key: the remote could not check
        another one either.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: cannotCheckKeys },
  },
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
    fix: (given) => [
      say(prose`
        First see whether the remote lists the key. If that answers HTTP 503, the remote cannot read
        .security: bring it back, the key may be fine. If the address leads to another cluster (server
        name, DNS), correct the address. Otherwise:`),
      ...newKey(given),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: saidAboutKey('api-key-invalid') },
  },
  'api-key-refused': {
    title: 'The remote refuses an API key that it lists as valid',
    meaning: prose`
      The remote at the HTTP addresses of the registry lists the key as valid, and whoever answers at
      the address of the registration refuses it. Either the keystore of the local nodes holds
      another secret, or server name (SNI), DNS or a proxy leads to another cluster.`,
    verify: (given) => [
      say('Compare the cluster that answers with the one that is meant:'),
      get('/', 'remote-cluster'),
      ...listKeys(given),
      type(
        'local-node-shell',
        `openssl s_client -connect ${configuredAddress(given)} -showcerts </dev/null`,
      ),
    ],
    fix: (given) => [
      say(prose`
        If the certificate at the address belongs to another cluster, correct the address, server
        name or DNS. If it is the right cluster, put the "encoded" value of this key into the keystore
        of every local node, and reload:`),
      ...storeKey(given, 'each-local-node-shell'),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: saidAboutKey('api-key-refused') },
  },
  'api-key-without-search': {
    title: 'The API key gives no access for search',
    meaning: prose`
      The link works: the remote answered and knew the key. The key allows no cross-cluster search,
      as keys for replication only do. Followers are not affected; searches through this alias are
      refused.`,
    verify: listKeys,
    fix: () => [
      say(prose`
        Nothing, if this remote is only replicated. If it is to be searched, add search to the access
        of the key on the remote (PUT _security/cross_cluster/api_key/<id>).`),
    ],
    documentation: DOCUMENTATION.apiKey,
    when: { finding: withoutSearch },
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
