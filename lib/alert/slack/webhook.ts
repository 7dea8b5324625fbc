/**
 * Posts messages to Slack:
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
import { setTimeout } from 'node:timers/promises';
import { deadline } from '../../deadline.ts';
import { ConfigurationError } from '../../errors.ts';
import type { Secret } from '../../registry/secret.ts';
import type { SlackMessage } from './mrkdwn.ts';

export interface SendOptions {
  /** Ends all attempts and the waits between them. */
  readonly signal: AbortSignal;
  readonly fetch?: typeof fetch;
  /** Of one attempt. */
  readonly timeoutMs?: number;
  /** Before the second attempt; doubled before each further one. */
  readonly backoffMs?: number;
  /** When Slack asks to wait longer than this, sending is given up at once. */
  readonly longestWaitMs?: number;
}

const ATTEMPTS = 4;

type Outcome =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'try-again'; readonly problem: string; readonly afterMs?: number };

/**
 * Posts one message. What is over in a while (429, 5xx, no answer) is tried again until the signal
 * aborts, so a message may arrive twice. Throws ConfigurationError where the webhook URL is none,
 * and Error where Slack has not taken the message. No error holds the URL, which is a secret.
 */
export async function sendToSlack(
  webhookUrl: Secret,
  message: SlackMessage,
  options: SendOptions,
): Promise<void> {
  const { backoffMs = 500, longestWaitMs = 20_000, signal } = options;
  const url = urlOf(webhookUrl);
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
function urlOf(webhookUrl: Secret): string {
  const url = URL.parse(webhookUrl.reveal());
  const isSafe =
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname));
  if (url === null || !isSafe || url.username !== '')
    throw new ConfigurationError(
      'Slack webhook URL is none: put the https:// URL there that Slack shows for the incoming webhook',
    );
  return url.href;
}

async function post(
  url: string,
  body: string,
  { signal, fetch = globalThis.fetch, timeoutMs = 5000 }: SendOptions,
): Promise<Outcome> {
  const headers = { 'content-type': 'application/json' };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: deadline(timeoutMs, signal),
    });
    const outcome = await outcomeOf(response);
    if (!response.bodyUsed) await response.body?.cancel();
    return outcome;
  } catch (thrown) {
    if (signal.aborted)
      return { kind: 'refused', problem: 'Slack did not answer before the deadline' };
    return { kind: 'try-again', problem: problemOf(thrown, timeoutMs) };
  }
}

async function outcomeOf(response: Response): Promise<Outcome> {
  const { status, ok, headers } = response;
  if (ok) return { kind: 'sent' };
  if (status >= 500) return { kind: 'try-again', problem: `Slack answered HTTP ${status}` };
  if (status === 429) return tooMany(headers.get('retry-after'));
  if (status < 400)
    return {
      kind: 'refused',
      problem: `Slack answered HTTP ${status}: redirects are not followed`,
    };
  const { 0: reason } = /^[a-z_]{1,60}$/.exec((await response.text()).trim()) ?? {};
  return {
    kind: 'refused',
    problem: `Slack refused the message with HTTP ${status}${reason === undefined ? '' : `: ${reason}`}`,
  };
}

function tooMany(retryAfter: string | null): Outcome {
  const problem = 'Slack answered HTTP 429';
  if (retryAfter === null || !/^\d{1,6}$/.test(retryAfter)) return { kind: 'try-again', problem };
  return {
    kind: 'try-again',
    problem: `${problem} and asks to wait ${retryAfter} s`,
    afterMs: Number(retryAfter) * 1000,
  };
}

/** What was thrown may name the URL, so only the code of the operating system is told. */
function problemOf(thrown: unknown, timeoutMs: number): string {
  const { name, cause } = thrown instanceof Error ? thrown : { name: '', cause: undefined };
  if (name === 'TimeoutError') return `Slack did not answer within ${timeoutMs} ms`;
  const code =
    typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return /^[A-Z][A-Z_\d]+$/.test(code) ? `Slack was not reached: ${code}` : 'Slack was not reached';
}

async function waitFor(ms: number, signal: AbortSignal, problem: string): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch {
    throw new Error(`${problem}, and the deadline came before another attempt`);
  }
}
