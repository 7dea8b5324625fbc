/**
 * The one way to ask a cluster anything: GET only, under a deadline, parsed at the edge, every
 * outcome a value.
 */
import type * as z from 'zod';
import { abortOf, alarmOf, within } from '../../deadline.ts';
import type { Answer } from '../../facts/facts.ts';
import type { NodeAnswer, NodeClient, Question } from './client.ts';
import { inWords } from './entries.ts';
import {
  type Failure,
  failureOfAnswer,
  failureOfOtherProduct,
  failureOfThrown,
  kindOf,
  safeText,
} from './failure.ts';
import { UnreadableJson } from './json.ts';

export interface GetRequest<T> extends Question {
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
  /**
   * For a request that goes on to a remote cluster, see `connections.ts`: its time begins when it is
   * sent, as a wait for our own connection says nothing about the remote.
   */
  readonly once?: boolean;
  /** Called when the request is sent. */
  readonly onSent?: (() => void) | undefined;
}

type Outcome<T> = { readonly value: T } | { readonly failure: Failure };

function parsed<T>(
  node: NodeClient,
  { path, schema }: GetRequest<T>,
  response: NodeAnswer,
): Outcome<T> {
  const { statusCode: httpStatus, body } = response;
  if (httpStatus >= 400) return { failure: failureOfAnswer(node, path, response) };
  if (response.isForeign) return { failure: failureOfOtherProduct(node, path, response) };
  const result = body instanceof UnreadableJson ? body : schema.safeParse(body);
  if (httpStatus === 200 && 'success' in result && result.success) return { value: result.data };
  const about = `Answer to GET ${path} at ${node.url} is not understood (HTTP ${httpStatus})`;
  return {
    failure: {
      kind: 'nonsense',
      httpStatus,
      message: safeText(node, `${about}: ${whyNot(result)}`),
      reasons: [],
    },
  };
}

function whyNot(result: UnreadableJson | z.ZodSafeParseResult<unknown>): string {
  if (result instanceof UnreadableJson) return result.why;
  return result.success ? 'a redirect or the like is not followed' : inWords(result.error);
}

interface Ended {
  readonly timeoutMs: number;
  /** By the end of the check. */
  readonly ended: boolean;
  /** Over a connection that stands. */
  readonly isSent: boolean;
  /** If an answer has begun. */
  readonly httpStatus: number | undefined;
}

function endedByUs({ url }: NodeClient, path: string, end: Ended): Failure {
  const { ended, timeoutMs, isSent, httpStatus } = end;
  if (ended) {
    const message = `The check was ended before ${url} answered GET ${path}`;
    return { kind: 'not-asked', message, reasons: [] };
  }
  const within = `within ${Math.ceil(timeoutMs)} ms`;
  if (!isSent) {
    const message = `No connection to ${url} ${within}, so GET ${path} was not sent`;
    return { kind: 'unreachable', message, reasons: [] };
  }
  if (httpStatus === undefined) {
    const message = `No answer to GET ${path} from ${url} ${within}`;
    return { kind: 'timed-out', message, reasons: [] };
  }
  const message = `HTTP ${httpStatus} to GET ${path} at ${url}, but no whole answer ${within}`;
  const kind = httpStatus >= 400 ? kindOf(httpStatus, []) : 'timed-out';
  return { kind, httpStatus, message, reasons: [] };
}

async function send<T>(
  node: NodeClient,
  request: GetRequest<T>,
  { timeoutMs = node.requestTimeoutMs, signal, once = false, onSent }: AskOptions,
): Promise<Outcome<T>> {
  // Not AbortSignal.timeout, which nothing ends: each answer would be kept until then, and wake us.
  const limit = new AbortController();
  const limits = { end: signal, limitMs: Math.ceil(timeoutMs) };
  // An answer that came while we were busy counts: it is read before the next turn ends.
  const alarm = alarmOf(limits, () => setImmediate(() => limit.abort()));
  if (signal?.aborted) limit.abort();
  let httpStatus: number | undefined;
  const answered = (statusCode: number) => {
    httpStatus = statusCode;
  };
  let isSent = !once;
  const sent = () => {
    if (once) alarm.again();
    isSent = true;
    onSent?.();
  };
  const attempt = { timeoutMs, once, signal: limit.signal, again: alarm.again, answered, sent };
  let response: Awaited<ReturnType<NodeClient['get']>>;
  try {
    // A request is let go only once its connection stands: a peer that never finishes the TLS
    // handshake would hold up the answer.
    response = await Promise.race([node.get(request, attempt), abortOf(limit.signal)]);
  } catch (thrown) {
    const ended = signal?.aborted === true;
    const ours = limit.signal.aborted;
    return {
      failure: ours
        ? endedByUs(node, request.path, { timeoutMs, ended, isSent, httpStatus })
        : failureOfThrown(node, request.path, { thrown, httpStatus }),
    };
  } finally {
    alarm.clear();
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
  let started = performance.now();
  const onSent = () => {
    if (options.once) started = performance.now();
    options.onSent?.();
  };
  const outcome = await send(node, request, { ...options, onSent });
  const durationMs = performance.now() - started;
  return 'failure' in outcome
    ? { ok: false, failed: { ...outcome.failure, durationMs } }
    : { ok: true, value: outcome.value, durationMs };
}

/** Questions that any node of a cluster can answer for all. */

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

/**
 * Asks the first of the nodes, and the second if the first gives no value, or none in half of the
 * time; takes the first value. Both together take no longer than one request may.
 */
export async function askOneOf<T>(
  nodes: readonly NodeClient[],
  request: GetRequest<T>,
  options: AskOptions,
): Promise<Answer<T>> {
  const [first, second] = nodes;
  const none = `No node answered that could be asked GET ${request.path}`;
  if (first === undefined) return firstValue([], none);
  if (second === undefined) return ask(first, request, options);
  const { timeoutMs = first.requestTimeoutMs, signal } = options;
  const started = performance.now();
  const found = new AbortController();
  const both = {
    ...options,
    signal: AbortSignal.any([found.signal, ...(signal === undefined ? [] : [signal])]),
  };
  const answer = ask(first, request, { ...both, timeoutMs });
  const early = await within({ limitMs: timeoutMs / 2 }, () => answer).catch(() => undefined);
  if (early?.ok) return answer;
  const leftMs = Math.max(1, timeoutMs - (performance.now() - started));
  const answers = [answer, ask(second, request, { ...both, timeoutMs: leftMs })];
  await Promise.race([Promise.all(answers), ...answers.map(hasValue)]);
  // Whoever has not answered yet is not waited for.
  found.abort();
  return firstValue(await Promise.all(answers), none);
}

/** Never resolves if there is none. */
function hasValue(answer: Promise<Answer<unknown>>): Promise<void> {
  return new Promise((resolve) => {
    answer.then(({ ok }) => ok && resolve());
  });
}
