// The internal user on whose behalf a node sends a request:
//     vint version | bool internal | string user | string node | string realm | string type of realm
//     [| bool domain, 8.2] | bool run as | vint authentication type | vint number of metadata
import { ProtocolError, Reader } from '../../lib/collect/transport/reader.ts';

const V_8_2 = 8_020_099;
const TYPE_INTERNAL = 4;

/**
 * True if the user is `_system`, in the transport version of the connection. Throws ProtocolError
 * if the bytes end early.
 */
export function readSystemUser(reader: Reader, version: number): boolean {
  const written = reader.vint();
  const isInternal = reader.bool();
  const user = reader.string();
  const [, realm, type] = [reader.string(), reader.string(), reader.string()];
  const hasDomain = version >= V_8_2 && reader.bool();
  const [hasRunAs, authentication, metadata] = [reader.bool(), reader.vint(), reader.vint()];
  const isAttached = realm === '__attach' && type === '__attach';
  const isPlain = !hasDomain && !hasRunAs && authentication === TYPE_INTERNAL && metadata === 0;
  return written === version && isInternal && user === '_system' && isAttached && isPlain;
}

/** The same for a header that contains nothing else. */
export function isSystemAuthentication(header: string, version: number): boolean {
  try {
    const reader = new Reader(Buffer.from(header, 'base64'));
    const isSystem = readSystemUser(reader, version);
    reader.end();
    return isSystem;
  } catch (thrown) {
    if (thrown instanceof ProtocolError) return false;
    throw thrown;
  }
}
