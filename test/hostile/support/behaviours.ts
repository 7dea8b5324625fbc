/** The ways in which a peer that is asked over HTTP is hostile, or simply broken. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** What a well-behaved peer would have answered. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What the simulated cluster answers to the same request. */
  readonly honest: () => Promise<Answer>;
  /** A URL that must never be asked. */
  readonly trap: string;
}

export type Behaviour = (exchange: Exchange) => Promise<void> | void;

const HEADERS = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' };
const CHUNK = Buffer.alloc(65_536, 'a');
const GIGANTIC_BYTES = 300_000_000;
const BOMB_BYTES = 200_000_000;
const DEPTH = 300_000;

/** As far as the reader reads. */
function pour(response: ServerResponse, isDone: () => boolean): void {
  const go = () => {
    while (!response.destroyed && !isDone())
      if (!response.write(CHUNK)) return void response.once('drain', go);
    if (!response.destroyed) response.end('"}');
  };
  go();
}

function answer(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: object = {},
): void {
  response
    .writeHead(status, { ...HEADERS, ...headers, 'content-length': Buffer.byteLength(body) })
    .end(body);
}

/** Every leaf has another type than before, and the lists are mappings. */
export function wrongTypesOf(value: unknown): unknown {
  if (Array.isArray(value)) return { 0: value.map(wrongTypesOf) };
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return `${value}`;
  if (typeof value !== 'object' || value === null) return { [String(value)]: 7 };
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, wrongTypesOf(inner)]),
  );
}

// Made before anything is asked: all peers share one process, which must not be late.
const BOMB = gzipSync(
  Buffer.concat([Buffer.from('{"a":"'), Buffer.alloc(BOMB_BYTES, 'a'), Buffer.from('"}')]),
);
const DEEP = `${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`;
const DEEP_ERROR = `{"error":${'{"caused_by":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}}`;
const WIDE_ERROR = JSON.stringify({
  error: { type: 't', reason: 'r', suppressed: Array(200_000).fill(0) },
  status: 500,
});

export const BEHAVIOURS = {
  'not HTTP': ({ request }) => void request.socket.write('SSH-2.0-OpenSSH_9.6\r\n'),
  'HTTP 101': ({ request }) =>
    void request.socket.end(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
    ),
  endless: ({ response }) => {
    response.writeHead(200, HEADERS).write('{"a":"');
    pour(response, () => false);
  },
  gigantic: ({ response }) => {
    let left = GIGANTIC_BYTES - '{"a":""}'.length;
    left -= left % CHUNK.length;
    response
      .writeHead(200, { ...HEADERS, 'content-length': left + '{"a":""}'.length })
      .write('{"a":"');
    pour(response, () => {
      left -= CHUNK.length;
      return left < 0;
    });
  },
  deep: ({ response }) => answer(response, 200, DEEP),
  'deep error': ({ response }) => answer(response, 500, DEEP_ERROR),
  'wide error': ({ response }) => answer(response, 500, WIDE_ERROR),
  'slow byte by byte': ({ response }) => {
    response.writeHead(200, HEADERS).flushHeaders();
    const timer = setInterval(() => response.write(' '), 300);
    response.once('close', () => clearInterval(timer));
  },
  redirect: ({ response, trap }) => answer(response, 302, '{}', { location: trap }),
  'compressed bomb': ({ response }) => answer(response, 200, BOMB, { 'content-encoding': 'gzip' }),
  truncated: async ({ response, honest }) => {
    const { status, body } = await honest();
    response.writeHead(status, { ...HEADERS, 'content-length': body.length + 100 });
    response.write(body.slice(0, body.length / 2), () => response.destroy());
  },
  'wrong types': async ({ response, honest }) => {
    const { status, body } = await honest();
    answer(response, status, JSON.stringify(wrongTypesOf(JSON.parse(body))));
  },
  'other JSON': ({ response }) => answer(response, 200, '[null,"__proto__",{"__proto__":{"a":1}}]'),
} as const satisfies Record<string, Behaviour>;

export type BehaviourName = keyof typeof BEHAVIOURS;
export const BEHAVIOUR_NAMES = Object.keys(BEHAVIOURS) as readonly BehaviourName[];

/**
 * JSON that Elasticsearch could have sent, were it not for its shape: of some APIs everything may
 * be missing.
 */
export const IS_JSON: readonly BehaviourName[] = ['deep', 'wrong types', 'other JSON'];
