// The internal user in whose name a node asks:
//     vint version | bool internal | string user | string node | string realm | string type of realm [| bool domain, 8.2] | bool run as
//     | vint authentication type | vint number of metadata
import { ProtocolError, Reader } from '../../lib/collect/transport/reader.ts';

const V_8_2 = 8_020_099;
const TYPE_INTERNAL = 4;

/**
 * Whether it is `_system`, in the version that is spoken. Throws ProtocolError where the bytes end
 * early.
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

/** The same, of a header that holds nothing else. */
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
