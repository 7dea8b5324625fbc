// Request header of the certificate model, by which a node acts as the internal user `_system`: its authentication, base64.
import { base64, writeSystemUser } from './systemUser.ts';
import { Writer } from './writer.ts';

const AUTHENTICATION = '_xpack_security_authentication';

/** Believed by whoever trusts the client certificate of the connection as that of a node. `version` is the transport version spoken. */
export function systemAuthenticationHeaders(version: number): Map<string, string> {
  return new Map([[AUTHENTICATION, base64(writeSystemUser(new Writer(), version))]]);
}
