import type { LabNode } from './lab.ts';

export const USERNAME = 'elastic';
export const PASSWORD = 'changeme';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export interface RequestOptions {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly body?: unknown;
  /** Newline-delimited JSON in place of a body, as the bulk API takes it. */
  readonly lines?: readonly unknown[];
  readonly timeoutMs?: number;
}

/** Asks a node as the superuser. Throws where no answer comes. */
export async function request(
  node: LabNode,
  path: string,
  { method = 'GET', body, lines, timeoutMs = 90_000 }: RequestOptions = {},
): Promise<Reply> {
  const text =
    lines === undefined
      ? JSON.stringify(body)
      : lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const response = await fetch(`http://127.0.0.1:${node.http}${path}`, {
    method,
    headers: {
      'content-type': lines === undefined ? 'application/json' : 'application/x-ndjson',
      authorization: `Basic ${Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64')}`,
    },
    signal: AbortSignal.timeout(timeoutMs),
    ...(text === undefined ? {} : { body: text }),
  });
  return { status: response.status, body: await response.json() };
}

/** The same, and throws where the answer is an error. */
export async function demand(
  node: LabNode,
  path: string,
  options: RequestOptions = {},
): Promise<unknown> {
  const { status, body } = await request(node, path, options);
  if (status >= 300)
    throw new Error(
      `${options.method ?? 'GET'} ${path} at ${node.name}: ${status} ${JSON.stringify(body)}`,
    );
  return body;
}

/**
 * Asks again and again until the answer is as wished. Throws after two minutes with what was seen
 * last.
 */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await pause(200);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
