// The internal user in whose name nodes talk to each other, as the sender's authentication:
//     vint transport version | bool internal user | string user | realm | bool run as another | vint type of authentication
//     | map of metadata
// Realm: string node name | string name | string type | bool domain, from 8.2.
import { Writer } from './writer.ts';

const SYSTEM_USER = '_system';
const ATTACH_REALM = '__attach';
/**
 * What the realm names as the sending node; free text, which the remote may show in its audit log.
 */
const NODE_NAME = 'remote-cluster-checker';
const TYPE_INTERNAL = 4;

const FIRST_WITH_DOMAIN = 8_020_099;

/** `version` is the transport version spoken. */
export function writeSystemUser(writer: Writer, version: number): Writer {
  writer
    .vint(version)
    .bool(true)
    .string(SYSTEM_USER)
    .string(NODE_NAME)
    .string(ATTACH_REALM)
    .string(ATTACH_REALM);
  if (version >= FIRST_WITH_DOMAIN) writer.bool(false);
  return writer.bool(false).vint(TYPE_INTERNAL).vint(0);
}

export function base64(writer: Writer): string {
  return Buffer.from(writer.toBytes()).toString('base64');
}

// Request header of the certificate model, by which a node acts as the internal user `_system`: its
// authentication, base64.

const AUTHENTICATION = '_xpack_security_authentication';

/**
 * Believed by whoever trusts the client certificate of the connection as that of a node. `version`
 * is the transport version spoken.
 */
export function systemAuthenticationHeaders(version: number): Map<string, string> {
  return new Map([[AUTHENTICATION, base64(writeSystemUser(new Writer(), version))]]);
}

// Request headers of the API key model. Exactly these two; a remote cluster server refuses requests
// with any other.
//     credentials: "ApiKey " and the encoded key
//     subject info, base64: the internal user | vint number of role descriptors

const CREDENTIALS = '_cross_cluster_access_credentials';
const SUBJECT_INFO = '_cross_cluster_access_subject_info';

/**
 * `encodedKey` is what creating a cross-cluster API key answers as `encoded`; `version` the
 * transport version spoken.
 */
export function crossClusterAccessHeaders(
  encodedKey: string,
  version: number,
): Map<string, string> {
  return new Map([
    [SUBJECT_INFO, base64(writeSystemUser(new Writer(), version).vint(0))],
    [CREDENTIALS, `ApiKey ${encodedKey}`],
  ]);
}
