// Request headers of the API key model. Exactly these two; a remote cluster server refuses requests with any other.
//     credentials: "ApiKey " and the encoded key
//     subject info, base64: the internal user | vint number of role descriptors
import { base64, writeSystemUser } from './systemUser.ts';
import { Writer } from './writer.ts';

const CREDENTIALS = '_cross_cluster_access_credentials';
const SUBJECT_INFO = '_cross_cluster_access_subject_info';

/** `encodedKey` is what creating a cross-cluster API key answers as `encoded`; `version` the transport version spoken. */
export function crossClusterAccessHeaders(encodedKey: string, version: number): Map<string, string> {
  return new Map([
    [SUBJECT_INFO, base64(writeSystemUser(new Writer(), version).vint(0))],
    [CREDENTIALS, `ApiKey ${encodedKey}`],
  ]);
}
