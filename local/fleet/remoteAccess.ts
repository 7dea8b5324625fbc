/**
 * Validates requests of another cluster at a simulated remote cluster server port. Like a real node
 * it does so twice: when the headers arrive, and when the request is complete. The first answer is
 * the specific one.
 */
import { ProtocolError, Reader } from '../../lib/collect/transport/reader.ts';
import { CREDENTIALS_HEADER, findKey, type HeldKeys, MISSING_CREDENTIALS } from './apiKeys.ts';
import type { ExceptionLevel, TransportRequest } from './messages.ts';
import { readSystemUser } from './systemUser.ts';

export interface ReceivedRequest extends Pick<TransportRequest, 'headers' | 'action'> {
  readonly version: number;
}

export const SECURITY_CLASS = 4;
const SUBJECT_INFO_HEADER = '_cross_cluster_access_subject_info';
const ALLOWED_HEADERS: ReadonlySet<string> = new Set([
  CREDENTIALS_HEADER,
  SUBJECT_INFO_HEADER,
  '_cross_cluster_access_signature',
]);
const PORT = 'through the dedicated remote cluster server port';

const NO_LICENSE = security(
  'current license is non-compliant for [advanced-remote-cluster-security]',
);
const NOT_EXTRACTED = security('failed to extract credentials from headers');
const ATTEMPT_FAILED = security('error attempting to authenticate request');

/** The answer to invalid headers. Undefined if they are valid. */
export function refuseHeaders(
  { headers }: ReceivedRequest,
  held: HeldKeys,
): ExceptionLevel[] | undefined {
  const header = headers.get(CREDENTIALS_HEADER);
  if (header === undefined) return [NOT_EXTRACTED, argument(MISSING_CREDENTIALS)];
  const found = findKey(header, held);
  if (found.kind === 'malformed') return [NOT_EXTRACTED, ...found.causes];
  return found.kind === 'refused' ? [security(found.reason)] : undefined;
}

/** The answer to the complete request. Undefined if it is allowed. */
export function refuseRequest(
  request: ReceivedRequest,
  held: HeldKeys & { hasLicense: boolean },
): ExceptionLevel[] | undefined {
  if (!held.hasLicense) return [NO_LICENSE];
  const { headers, action, version } = request;
  const header = headers.get(CREDENTIALS_HEADER);
  if (header === undefined) return [argument(MISSING_CREDENTIALS)];
  const subject = headers.get(SUBJECT_INFO_HEADER);
  if (subject === undefined)
    return [argument(MISSING_CREDENTIALS.replace(CREDENTIALS_HEADER, SUBJECT_INFO_HEADER))];
  const other = [...headers.keys()].find((name) => !ALLOWED_HEADERS.has(name));
  if (other !== undefined)
    return [
      argument(
        `Transport request header [${other}] is not allowed for cross cluster requests ${PORT}`,
      ),
    ];
  const found = findKey(header, held);
  if (found.kind === 'malformed') return [ATTEMPT_FAILED, ...found.causes];
  if (found.kind === 'refused')
    return [
      security(
        found.isVague
          ? `unable to authenticate user [${found.id}] for action [${action}]`
          : found.reason,
      ),
    ];
  return isSubjectInfo(subject, version) ? undefined : [ATTEMPT_FAILED, { classId: 'end-of-file' }];
}

/** The internal user, without role descriptors. */
function isSubjectInfo(header: string, version: number): boolean {
  try {
    const reader = new Reader(Buffer.from(header, 'base64'));
    const isSystem = readSystemUser(reader, version);
    const descriptors = reader.vint();
    reader.end();
    return isSystem && descriptors === 0;
  } catch (thrown) {
    if (thrown instanceof ProtocolError) return false;
    throw thrown;
  }
}

export function security(message: string): ExceptionLevel {
  return { classId: SECURITY_CLASS, message };
}

function argument(message: string): ExceptionLevel {
  return { classId: 'illegal-argument', message };
}
