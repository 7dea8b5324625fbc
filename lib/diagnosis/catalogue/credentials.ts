/** Cross-cluster API keys, licenses and privileges. */
import { type CatalogueEntry, DOCUMENTATION, type Places } from './entry.ts';

function newKey({ alias }: Places): string {
  return [
    'Make a new key on the remote:',
    'POST _security/cross_cluster/api_key',
    `{ "name": "${alias}", "access": { "search": [ { "names": [ "<indices>" ] } ], "replication": [ { "names": [ "<indices>" ] } ] } }`,
    '(without "replication" where nothing is followed)',
    'put its "encoded" value into the keystore of every local node, and reload:',
    `bin/elasticsearch-keystore add -f cluster.remote.${alias}.credentials`,
    'POST _nodes/reload_secure_settings',
  ].join('\n');
}

function listKeys({ subject }: Places): string {
  const id = /^API key ([\w-]+)$/.exec(subject ?? '')?.[1] ?? '<id>';
  return `On the remote: GET _security/api_key?id=${id}`;
}

export const CREDENTIALS = {
  'api-key-missing-on-nodes': {
    title: 'Some local nodes have no API key for the remote',
    severity: 'critical',
    meaning:
      'Keystores are per node. Requests that happen to be handled by a node without the key fail, the others pass.',
    verify: () =>
      'GET _remote/info on each local node: cluster_credentials is missing on the named ones',
    fix: ({ alias }) =>
      `On each named node, then reload:\nbin/elasticsearch-keystore add cluster.remote.${alias}.credentials\nPOST _nodes/reload_secure_settings`,
    documentation: DOCUMENTATION.apiKey,
  },
  'api-key-invalid': {
    title: 'The remote does not accept the API key',
    severity: 'critical',
    meaning:
      'The remote does not know the key id, or the secret is wrong, or the value in the keystore is no encoded key. Where Elasticsearch only says "unable to authenticate", the key may also have expired or been invalidated.',
    verify: listKeys,
    fix: newKey,
    documentation: DOCUMENTATION.troubleshooting,
  },
  'api-key-invalidated': {
    title: 'The API key has been invalidated',
    severity: 'critical',
    meaning:
      'Somebody revoked the key on the remote. Connections that are open may look connected, but requests over them fail.',
    verify: listKeys,
    fix: newKey,
    documentation: DOCUMENTATION.apiKey,
  },
  'api-key-expired': {
    title: 'The API key has expired',
    severity: 'critical',
    meaning:
      'The remote refuses the key since its expiration. The expiration of a cross-cluster API key cannot be removed; it needs a new key.',
    verify: listKeys,
    fix: newKey,
    documentation: DOCUMENTATION.apiKey,
  },
  'api-key-expires-soon': {
    title: 'An API key of the remote expires soon',
    severity: 'warning',
    meaning:
      'The checker cannot see which key this local cluster uses. If it is this one, all searches and replication over it stop at that time.',
    verify: listKeys,
    fix: newKey,
    documentation: DOCUMENTATION.apiKey,
  },
  'api-key-wrong-type': {
    title: 'The API key is not a cross-cluster API key',
    severity: 'critical',
    meaning:
      'The keystore holds an API key of type rest. Remote clusters take keys of type cross_cluster only.',
    verify: listKeys,
    fix: newKey,
    documentation: DOCUMENTATION.apiKey,
  },
  'credentials-not-reloaded': {
    title: 'A new API key is not in use yet',
    severity: 'critical',
    meaning:
      'The keystore was changed, but the node still works with the old key. When the remote no longer accepts that one, every request through this node fails.',
    verify: () => 'GET _remote/info on each local node',
    fix: () =>
      'POST _nodes/reload_secure_settings (8.15.2 and later rebuild the connections; restart older nodes)',
    documentation: DOCUMENTATION.apiKey,
  },
  'identity-signing-failed': {
    title: 'The signature of the local cluster is missing or wrong',
    severity: 'critical',
    meaning:
      'The API key was made with certificate_identity (9.3 and later), so each request has to be signed with a certificate that matches. The remote got none, or another.',
    verify: ({ alias }) =>
      `GET _cluster/settings?flat_settings and look for cluster.remote.${alias}.signing`,
    fix: ({ alias }) =>
      `Set cluster.remote.${alias}.signing.certificate and .key on the local nodes to a certificate whose subject matches the certificate_identity of the key, issued by a CA among cluster.remote.signing.certificate_authorities of the remote`,
    documentation: DOCUMENTATION.settings,
  },
  'insufficient-privileges': {
    title: 'The credentials lack privileges on the remote',
    severity: 'critical',
    meaning:
      'The remote knows who asks and refuses the request. The connection is sound; what fails are the searches or the replication of this user, or of all users of this API key.',
    verify: listKeys,
    fix: () =>
      'With an API key a user may do what both the key and the remote_indices and remote_cluster privileges of the local role allow: widen the role, or the key on the remote (PUT _security/cross_cluster/api_key/<id>). In the certificate model the remote needs a role of the same name with the index privileges',
    documentation: DOCUMENTATION.troubleshooting,
  },
  'license-non-compliant': {
    title: 'The license does not cover remote clusters with API keys',
    severity: 'critical',
    meaning:
      'The API key model needs an Enterprise (or trial) license on both sides, and replication the same kind of license. Where it is missing or has expired, cross-cluster requests are refused.',
    verify: () => 'On both clusters: GET _license',
    fix: () =>
      'Renew or upgrade the license on the side that lacks it, or use the certificate model',
    documentation: DOCUMENTATION.apiKey,
  },
  'license-expires-soon': {
    title: 'A license expires soon',
    severity: 'warning',
    meaning:
      'When it has expired, requests with cross-cluster API keys are refused, and followers stop reading; searches in the certificate model go on.',
    verify: () => 'On the named cluster: GET _license',
    fix: () =>
      'Get the new license and install it before that day; no restart is needed: PUT _license, with the content of its file as the body',
    documentation: DOCUMENTATION.license,
  },
  'license-expired': {
    title: 'A license has expired',
    severity: 'warning',
    meaning:
      'The cluster refuses what its license covered: requests with cross-cluster API keys, and replication. What still works may stop with the next connection.',
    verify: () => 'On the named cluster: GET _license',
    fix: () =>
      'Install a valid license; no restart is needed: PUT _license, with the content of its file as the body. Without one: POST _license/start_basic?acknowledge=true, and the certificate model for remotes',
    documentation: DOCUMENTATION.license,
  },
} as const satisfies Record<string, CatalogueEntry>;
