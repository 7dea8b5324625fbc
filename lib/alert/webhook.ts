/** Posts JSON to a webhook: with retries, within a deadline, and without showing its URL. */
import { setTimeout } from 'node:timers/promises';
import { EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';
import { deadline } from '../deadline.ts';
import { ConfigurationError } from '../errors.ts';
import type { Secret } from '../registry/secret.ts';

export interface WebhookOptions {
  /** How errors name the receiver: `Slack`. */
  readonly title: string;
  /** Ends all attempts and the waits between them. */
  readonly signal: AbortSignal;
  /** Beside the content type. `body` is the text that is sent, for a signature. */
  readonly headers?: (body: string) => Readonly<Record<string, string>>;
  /**
   * The body of a refusal is shown if it matches as a whole; without it, no body is shown. A body
   * may hold the URL, so only words that the receiver documents may match.
   */
  readonly reason?: RegExp;
  readonly fetch?: typeof fetch;
  readonly now?: () => Date;
  /** Of one attempt. */
  readonly timeoutMs?: number;
  /** Before the second attempt; doubled before each further one. */
  readonly backoffMs?: number;
  /** The longest wait that the receiver may ask for. */
  readonly longestWaitMs?: number;
}

const ATTEMPTS = 4;

type Outcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'try-again'; readonly problem: string; readonly afterMs?: number };

/**
 * Posts one message. A failure that may pass (408, 429, 5xx, no answer) is tried again until the
 * signal aborts, so a message may arrive twice. Throws ConfigurationError if the URL is not one of
 * https, and Error if the receiver has not accepted the message. No error holds the URL, which is
 * a secret.
 */
export async function postToWebhook(
  webhookUrl: Secret,
  message: object,
  options: WebhookOptions,
): Promise<void> {
  const { backoffMs = 500, longestWaitMs = 20_000, signal, title } = options;
  const url = urlOf(webhookUrl, title);
  const body = JSON.stringify(message);
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await post(url, body, options);
    if (outcome.kind === 'sent') return;
    if (outcome.kind === 'refused') throw new Error(outcome.problem);
    const waitMs = outcome.afterMs ?? backoffMs * 2 ** (attempt - 1);
    if (attempt === ATTEMPTS)
      throw new Error(`${outcome.problem}, at the last of ${ATTEMPTS} attempts`);
    if (waitMs > longestWaitMs) throw new Error(`${outcome.problem}, which is too long`);
    await waitFor(waitMs, signal, outcome.problem);
  }
}

/** http only on this machine, for a stand-in: elsewhere it would show the secret. */
function urlOf(webhookUrl: Secret, title: string): string {
  const url = URL.parse(webhookUrl.reveal());
  const isSafe =
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname));
  if (url === null || !isSafe || url.username !== '')
    throw new ConfigurationError(
      `The webhook URL of ${title} is not valid: store the https:// URL that ${title} shows, without a user name`,
    );
  return url.href;
}

let agent: EnvHttpProxyAgent | undefined;

/**
 * Through the proxy of HTTPS_PROXY, unless NO_PROXY has the host. http is for this machine only, so
 * it never takes a proxy. CAs beside the public ones are those of NODE_EXTRA_CA_CERTS.
 */
const fetchByProxy = (async (url: string, init: object) => {
  agent ??= new EnvHttpProxyAgent({ httpProxy: '' });
  return undiciFetch(url, { ...init, dispatcher: agent });
}) as unknown as typeof globalThis.fetch;

async function post(url: string, body: string, options: WebhookOptions): Promise<Outcome> {
  const { title, signal, fetch = fetchByProxy, timeoutMs = 5000 } = options;
  const headers = { 'content-type': 'application/json', ...options.headers?.(body) };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: deadline(timeoutMs, signal),
    });
    const outcome = await outcomeOf(response, options);
    if (!response.bodyUsed) await response.body?.cancel();
    return outcome;
  } catch (thrown) {
    if (signal.aborted)
      return { kind: 'refused', problem: `${title} did not answer before the deadline` };
    return { kind: 'try-again', problem: problemOf(thrown, title, timeoutMs) };
  }
}

async function outcomeOf(response: Response, options: WebhookOptions): Promise<Outcome> {
  const { status, ok, headers } = response;
  if (ok) return { kind: 'sent' };
  const problem = `${options.title} answered HTTP ${status}`;
  if (status >= 500 || status === 408 || status === 429)
    return tryAgain(problem, headers.get('retry-after'), options);
  if (status < 400) return { kind: 'refused', problem: `${problem}: redirects are not followed` };
  const reason = await reasonIn(response, options);
  return {
    kind: 'refused',
    problem: `${options.title} refused the message with HTTP ${status}${reason}`,
  };
}

/** No documented reason is longer. */
const MAX_REASON_BYTES = 1024;

/** The first bytes of the body are enough: a reason is a word or a sentence. */
async function reasonIn({ body }: Response, { reason }: WebhookOptions): Promise<string> {
  if (reason === undefined || body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_REASON_BYTES) return '';
  }
  const [found] = reason.exec(text.trim()) ?? [];
  return found === text.trim() ? `: ${found}` : '';
}

/** RFC 9110, 10.2.3: seconds, or a date. */
function tryAgain(problem: string, retryAfter: string | null, options: WebhookOptions): Outcome {
  const seconds = secondsOf(retryAfter ?? '', options);
  if (seconds === undefined) return { kind: 'try-again', problem };
  return {
    kind: 'try-again',
    problem: `${problem} and asks to wait ${seconds} s`,
    afterMs: seconds * 1000,
  };
}

function secondsOf(
  retryAfter: string,
  { now = () => new Date() }: WebhookOptions,
): number | undefined {
  if (/^\d{1,6}$/.test(retryAfter)) return Number(retryAfter);
  const at = /^[A-Z][a-z]{2}, .* GMT$/.test(retryAfter) ? Date.parse(retryAfter) : Number.NaN;
  const seconds = Math.ceil((at - now().getTime()) / 1000);
  return seconds > 0 ? seconds : undefined;
}

/** What was thrown may hold the URL, so only the code of the operating system is shown. */
function problemOf(thrown: unknown, title: string, timeoutMs: number): string {
  const { name, cause } = thrown instanceof Error ? thrown : { name: '', cause: undefined };
  if (name === 'TimeoutError') return `${title} did not answer within ${timeoutMs} ms`;
  const code =
    typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  const why = /^[A-Z][A-Z_\d]+$/.test(code) ? `: ${code}` : '';
  return `Cannot reach ${title}${why}`;
}

async function waitFor(ms: number, signal: AbortSignal, problem: string): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch {
    throw new Error(`${problem}, and the deadline came before another attempt`);
  }
}
