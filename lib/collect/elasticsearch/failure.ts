/** Turns whatever a request ended with into the kinds of `FailedAnswer`. */
import { errors } from '@elastic/transport';
import { messageOf } from '../../errors.ts';
import type { FailedAnswer, Reason } from '../../result/witness.ts';
import { NO_SUCH_REMOTE, says } from '../../wording/wording.ts';
import type { NodeAnswer, NodeClient } from './client.ts';
import { UnreadableJson } from './json.ts';

export type Failure = Omit<FailedAnswer, 'durationMs'>;

const MAX_TEXT = 1000;

/** `reasons`: the chain of exceptions, empty if the answer has none that was read. */
export function kindOf(httpStatus: number, reasons: readonly Reason[]): Failure['kind'] {
  const text = reasons.map(({ reason }) => reason).join('\n');
  // With security on, a node without the role answers 403 "unauthorized for user" and keeps the
  // truth in `caused_by`.
  if ([400, 403].includes(httpStatus) && says('local-node-without-role', text)) return 'no-role';
  if (reasons.some(({ type }) => type === NO_SUCH_REMOTE)) return 'refused';
  if ([401, 403].includes(httpStatus)) return 'not-authorized';
  if ([404, 405].includes(httpStatus) || (httpStatus === 400 && isMissing(text))) return 'missing';
  return 'refused';
}

function isMissing(text: string): boolean {
  return says('parameter-unknown', text) || says('api-missing', text);
}

/** Free of the client's credentials and at most 1000 characters long. */
export function safeText(node: NodeClient, text: string): string {
  const redacted = node.redact(text);
  return redacted.length > MAX_TEXT ? `${redacted.slice(0, MAX_TEXT)}…` : redacted;
}

export function safeReasons(node: NodeClient, reasons: readonly Reason[]): Reason[] {
  return reasons.map(({ type, reason }) => ({
    type: safeText(node, type),
    reason: safeText(node, reason),
  }));
}

/**
 * An HTTP status from 400 on; a body that is not Elasticsearch's, such as a proxy's page, is
 * quoted.
 */
export function failureOfAnswer(
  node: NodeClient,
  path: string,
  { statusCode: httpStatus, body, isCut = false }: Omit<NodeAnswer, 'isForeign'>,
): Failure {
  const read = isCut ? reasonsOfPart(body) : reasonsOf(body);
  const reasons = isCut && read.length > 0 ? [...read, NOT_READ] : read;
  const said =
    reasons.length > 0
      ? reasons.map(({ type, reason }) => reason || type).join('; caused by: ')
      : quoted(body);
  return {
    kind: kindOf(httpStatus, reasons),
    httpStatus,
    message: safeText(node, `HTTP ${httpStatus} to GET ${path} at ${node.url}: ${said}`),
    reasons: safeReasons(node, reasons),
  };
}

const NOT_READ: Reason = {
  type: 'not-shown',
  reason: 'the rest of the error answer is too long or too deep, and was not read',
};

/** The exception itself stands after its root causes, which may be all that was read. */
function reasonsOfPart(body: unknown): Reason[] {
  const reasons = reasonsOf(body);
  const { error } = isObject(body) ? body : {};
  const roots = isObject(error) ? error['root_cause'] : undefined;
  return reasons.length === 0 && Array.isArray(roots) ? flattenExceptions(roots) : reasons;
}

function quoted(body: unknown): string {
  if (body instanceof UnreadableJson) return `${body.start} (${body.why})`;
  return typeof body === 'string' ? body : JSON.stringify(body);
}

export interface Thrown {
  readonly thrown: unknown;
  /** If an answer had begun. */
  readonly httpStatus: number | undefined;
}

/**
 * What the client threw: no answer at all, or one that it could not read. The status of an error
 * answer counts even if the rest is too large, or never comes.
 */
export function failureOfThrown(
  node: NodeClient,
  path: string,
  { thrown, httpStatus }: Thrown,
): Failure {
  const why = messageOf(thrown);
  if (httpStatus !== undefined && httpStatus >= 400)
    return {
      kind: kindOf(httpStatus, []),
      httpStatus,
      message: safeText(node, `HTTP ${httpStatus} to GET ${path} at ${node.url}: ${why}`),
      reasons: [],
    };
  return {
    kind: thrown instanceof errors.ConnectionError ? 'unreachable' : 'nonsense',
    message: safeText(node, `No usable answer to GET ${path} from ${node.url}: ${why}`),
    reasons: [],
  };
}

/** An answer without Elasticsearch's own header: another product, or a proxy. It names itself. */
export function failureOfOtherProduct(
  node: NodeClient,
  path: string,
  { statusCode: httpStatus, body }: NodeAnswer,
): Failure {
  const lacks = 'it lacks the header x-elastic-product: OpenSearch, Kibana or a proxy may answer';
  const about = `Answer to GET ${path} at ${node.url} (HTTP ${httpStatus}) is not Elasticsearch's`;
  const message = safeText(node, `${about}, as ${lacks}. It begins: ${namedIn(body)}`);
  return { kind: 'nonsense', httpStatus, message, reasons: [] };
}

/** Product and version, as `GET /` of OpenSearch and Elasticsearch names them; else the text. */
function namedIn(body: unknown): string {
  const { version } = isObject(body) ? body : {};
  const { distribution, number } = isObject(version) ? version : {};
  if (typeof number !== 'string') return quoted(body).slice(0, 200);
  return `${typeof distribution === 'string' ? distribution : 'version'} ${number}`;
}

/** The exception chain in an error answer of Elasticsearch. */

const MAX_REASONS = 50;
const CUT: Reason = {
  type: 'not-shown',
  reason: `exceptions beyond the first ${MAX_REASONS} are not read`,
};

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function own({ type, reason, additional_unsuccessful_credentials: additional }: Json): Reason[] {
  const links: Reason[] = [];
  if (type !== undefined || reason !== undefined)
    links.push({ type: asText(type), reason: asText(reason) });
  if (typeof additional === 'string')
    links.push({ type: 'additional_unsuccessful_credentials', reason: additional });
  return links;
}

/**
 * Flattens `{ type, reason, additional_unsuccessful_credentials?, caused_by?: {…}, suppressed?:
 * [{…}] }`, outermost first, at most 50 links, and then one that says so.
 * `additional_unsuccessful_credentials`, which alone tells an expired from an invalidated API key,
 * becomes a link of its own. Some errors are a bare text: `{ "error": "no handler found for uri
 * […]" }`.
 */
export function flattenException(error: unknown): Reason[] {
  if (typeof error === 'string') return [{ type: 'error', reason: error }];
  return flattenExceptions([error]);
}

/** Several exceptions in turn; at most 50 links of all together, and then one that says so. */
export function flattenExceptions(errors: readonly unknown[]): Reason[] {
  const reasons: Reason[] = [];
  let isCut = errors.length > MAX_REASONS;
  /** The next one is the last, as a long list must not be moved for each link. */
  const left = within(errors).toReversed();
  while (left.length > 0 && reasons.length < MAX_REASONS) {
    const next = left.pop();
    if (!isObject(next)) continue;
    reasons.push(...own(next));
    const suppressed: readonly unknown[] = Array.isArray(next['suppressed'])
      ? next['suppressed']
      : [];
    isCut ||= suppressed.length > MAX_REASONS;
    left.push(...within(suppressed).toReversed(), next['caused_by']);
  }
  return isCut || left.some(isObject) ? [...reasons, CUT] : reasons;
}

function within(list: readonly unknown[]): readonly unknown[] {
  return list.slice(0, MAX_REASONS);
}

/**
 * The chain of a whole error body, `{ error: … , status }`; empty where the body is something else,
 * such as a proxy's page.
 */
export function reasonsOf(body: unknown): Reason[] {
  return isObject(body) ? flattenException(body['error']) : [];
}
