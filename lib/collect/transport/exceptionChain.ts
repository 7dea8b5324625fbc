// Body of an error answer, read as far as class and message of every level; stack traces and what
// else follows is never looked at:
//     bool present | vint key | [vint class id, where key = 0] | [bool, where key = 18] | optional string message | the next level, its cause
import type { Reason } from '../../result/witness.ts';
import { Reader } from './reader.ts';

const LEVEL_LIMIT = 20;
/** Far longer than any sentence of Elasticsearch about a connection; what follows is cut. */
const REASON_LIMIT_UNITS = 1_000;

/** Key of Elasticsearch's own exceptions, told apart by a class id. */
const ELASTICSEARCH_KEY = 0;
const REJECTED_KEY = 18;

/**
 * Class ids are never reused. `NotSerializableExceptionWrapper` stands for every class without an
 * id; its message starts with the name.
 */
const ELASTICSEARCH_TYPES: Readonly<Record<number, string>> = {
  4: 'ElasticsearchSecurityException',
  62: 'NotSerializableExceptionWrapper',
  101: 'ActionNotFoundTransportException',
  102: 'TransportSerializationException',
  103: 'RemoteTransportException',
  133: 'CircuitBreakingException',
  145: 'ElasticsearchStatusException',
};

/** Java's exceptions by key; the keys missing here have other layouts. */
const JAVA_TYPES: Readonly<Record<number, string>> = {
  4: 'NullPointerException',
  5: 'NumberFormatException',
  6: 'IllegalArgumentException',
  7: 'AlreadyClosedException',
  8: 'EOFException',
  9: 'SecurityException',
  10: 'StringIndexOutOfBoundsException',
  11: 'ArrayIndexOutOfBoundsException',
  12: 'FileNotFoundException',
  14: 'IllegalStateException',
  15: 'LockObtainFailedException',
  16: 'InterruptedException',
  17: 'IOException',
  18: 'EsRejectedExecutionException',
};

const KEYS_WITHOUT_CAUSE: ReadonlySet<number> = new Set([4, 5, 8, 10, 11, 12, 16, 18]);

/**
 * Reads the exceptions of an error answer (`frame.isError`) from its body, outermost first; the
 * outermost is always RemoteTransportException. An exception without a message has the reason ''; a
 * message is cut after 1,000 characters. Ends at the 20th level, and before a class whose layout is
 * not known. Throws ProtocolError where the bytes end early or are malformed.
 */
export function decodeExceptionChain(body: Uint8Array): Reason[] {
  const reader = new Reader(body);
  const chain: Reason[] = [];
  while (chain.length < LEVEL_LIMIT && reader.bool()) {
    const key = reader.vint();
    const type = readType(reader, key);
    if (type === undefined) break;
    chain.push({ type, reason: (reader.optionalString() ?? '').slice(0, REASON_LIMIT_UNITS) });
    if (KEYS_WITHOUT_CAUSE.has(key)) break;
  }
  return chain;
}

/** The class, with the reader before the message; undefined for a key whose layout is not known. */
function readType(reader: Reader, key: number): string | undefined {
  if (key === ELASTICSEARCH_KEY) return elasticsearchType(reader.vint());
  if (key === REJECTED_KEY) reader.bool();
  return JAVA_TYPES[key];
}

function elasticsearchType(id: number): string {
  return ELASTICSEARCH_TYPES[id] ?? `exception ${id}`;
}
