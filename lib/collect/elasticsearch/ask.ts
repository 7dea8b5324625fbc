/**
 * The one way to ask a cluster anything: GET only, under a deadline, parsed at the edge, every
 * outcome a value.
 */
import * as z from 'zod';
import { whenAborted } from '../../deadline.ts';
import type { Answer } from '../../facts/facts.ts';
import type { NodeClient } from './client.ts';
import { type Failure, failureOfAnswer, failureOfThrown, safeText } from './failure.ts';
import type { Attempt } from './secondAttempt.ts';

export interface GetRequest<T> {
  /**
   * Begins with a slash; whatever comes from outside in it is checked first, see `isPlainAlias`.
   */
  readonly path: string;
  readonly querystring?: Readonly<Record<string, string>>;
  readonly schema: z.ZodType<T>;
}

export interface AskOptions {
  /** The client's own where undefined. */
  readonly timeoutMs?: number | undefined;
  /**
   * Ends the request early: the answer is then `not-asked`, since nothing was learnt about the
   * cluster.
   */
  readonly signal?: AbortSignal | undefined;
  /** For a request that goes on to a remote cluster, see `secondAttempt.ts`. */
  readonly once?: boolean;
}

/** Answered as values instead of thrown: the client's own error takes the status from the body. */
const ERROR_STATUSES = Array.from({ length: 200 }, (_, index) => 400 + index);

type Outcome<T> = { readonly value: T } | { readonly failure: Failure };

function parsed<T>(
  node: NodeClient,
  { path, schema }: GetRequest<T>,
  response: { statusCode: number; body: unknown },
): Outcome<T> {
  const { statusCode: httpStatus, body } = response;
  if (httpStatus >= 400) return { failure: failureOfAnswer(node, path, response) };
  const result = schema.safeParse(body);
  if (httpStatus === 200 && result.success) return { value: result.data };
  const why = result.success
    ? 'a redirect or the like is not followed'
    : z.prettifyError(result.error);
  const message = safeText(
    node,
    `Answer to GET ${path} at ${node.url} is not understood (HTTP ${httpStatus}): ${why}`,
  );
  return { failure: { kind: 'nonsense', httpStatus, message, reasons: [] } };
}

function endedByUs(
  { url }: NodeClient,
  path: string,
  { timeoutMs, ended }: { timeoutMs: number; ended: boolean },
): Failure {
  if (ended)
    return {
      kind: 'not-asked',
      message: `The check was ended before ${url} answered GET ${path}`,
      reasons: [],
    };
  return {
    kind: 'timed-out',
    message: `No answer to GET ${path} from ${url} within ${Math.ceil(timeoutMs)} ms`,
    reasons: [],
  };
}

/**
 * A request is let go only once its connection stands: a peer that never finishes the TLS handshake
 * would hold up the answer.
 */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function get<T>(
  { transport }: NodeClient,
  { path, querystring }: GetRequest<T>,
  { signal, context }: { signal: AbortSignal; context: Attempt },
): Promise<{ statusCode: number; body: unknown }> {
  const options = { signal, context: { ...context }, meta: true, ignore: ERROR_STATUSES } as const;
  const response = transport.request<unknown>(
    { method: 'GET', path, querystring: { ...querystring } },
    options,
  );
  return Promise.race([response, aborted(signal)]);
}

async function send<T>(
  node: NodeClient,
  request: GetRequest<T>,
  { timeoutMs = node.requestTimeoutMs, signal, once = false }: AskOptions,
): Promise<Outcome<T>> {
  // Not AbortSignal.timeout, which nothing ends: each answer would be kept until then, and wake us.
  const limit = new AbortController();
  const end = () => limit.abort();
  const timer = setTimeout(end, Math.ceil(timeoutMs));
  const forget = signal && whenAborted(signal, end);
  if (signal?.aborted) end();
  const context = { timeoutMs, once, again: () => timer.refresh() };
  let response: Awaited<ReturnType<typeof get>>;
  try {
    response = await get(node, request, { signal: limit.signal, context });
  } catch (thrown) {
    const ended = signal?.aborted === true;
    const ours = limit.signal.aborted;
    return {
      failure: ours
        ? endedByUs(node, request.path, { timeoutMs, ended })
        : failureOfThrown(node, request.path, thrown),
    };
  } finally {
    clearTimeout(timer);
    forget?.();
  }
  return parsed(node, request, response);
}

/**
 * 401, 403 → `not-authorized`; a node without the role, in both wordings → `no-role`; 404, 405, an
 * unknown path or parameter → `missing`; any other error answer, and "no such remote cluster" →
 * `refused`; own deadline → `timed-out`; no connection, or one that broke → `unreachable`; an
 * answer that is not Elasticsearch's, not JSON, or of another shape → `nonsense`. Throws nothing
 * but bugs of our own; never shows credentials.
 */
export async function ask<T>(
  node: NodeClient,
  request: GetRequest<T>,
  options: AskOptions = {},
): Promise<Answer<T>> {
  const started = performance.now();
  const outcome = await send(node, request, options);
  const durationMs = performance.now() - started;
  return 'failure' in outcome
    ? { ok: false, failed: { ...outcome.failure, durationMs } }
    : { ok: true, value: outcome.value, durationMs };
}

/** Questions that any node of a cluster can answer for all. */

const TRIES = 2;

/** Whether the node itself answered, be it with a refusal. */
export function isReached(answer: Answer<unknown>): boolean {
  return (
    answer.ok || !['unreachable', 'timed-out', 'nonsense', 'not-asked'].includes(answer.failed.kind)
  );
}

/**
 * The first value; where there is none, the first failure. `none` says what is missing where there
 * are no answers at all.
 */
export function firstValue<T>(answers: readonly Answer<T>[], none: string): Answer<T> {
  const chosen = answers.find((answer) => answer.ok) ?? answers[0];
  return (
    chosen ?? {
      ok: false,
      failed: { kind: 'not-asked', message: none, reasons: [], durationMs: 0 },
    }
  );
}

/** Asks the first of the nodes, and the second where the first gives no value. */
export async function askOneOf<T>(
  nodes: readonly NodeClient[],
  request: GetRequest<T>,
  options: AskOptions,
): Promise<Answer<T>> {
  const answers: Answer<T>[] = [];
  for (const node of nodes.slice(0, TRIES)) {
    const answer = await ask(node, request, options);
    if (answer.ok) return answer;
    answers.push(answer);
  }
  return firstValue(answers, `No node answered that could be asked GET ${request.path}`);
}
