/**
 * Shortens answers while they come, so that a long one is read in part and not lost as a whole: an
 * error keeps its beginning, and an object by names keeps its first entries and every further name.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { errors } from '@elastic/transport';
import type { Dispatcher } from 'undici';
import { closedJson } from './json.ts';

type ResponseData = Dispatcher.ResponseData;

/** How one answer may be shortened, and whether it was. */
export interface Shortening {
  /** The answer is an object of which names beyond the first entries suffice. */
  readonly namesSuffice: boolean;
  /** Only the beginning of an error answer was read. */
  isCut: boolean;
}

/** A chain of 50 exceptions with 5 KB each. */
export const ERROR_BYTES = 256 * 1024;
/** Some 5,000 to 10,000 remotes. */
const WHOLE_BYTES = 2 * 1024 * 1024;
/** What is read of an answer by names before it is refused: some 200,000 remotes. */
const READ_BYTES = 64 * 1024 * 1024;

const shortenings = new AsyncLocalStorage<Shortening>();

/** Runs what leads to one call of `shortened`. */
export function shortening<T>(how: Shortening, run: () => T): T {
  return shortenings.run(how, run);
}

export function shortened(answer: ResponseData): ResponseData {
  const how = shortenings.getStore() as Shortening;
  if (answer.headers['content-encoding'] !== undefined) return answer;
  if (answer.statusCode >= 400) return replaced(answer, firstPart(answer.body, how));
  return how.namesSuffice ? replaced(answer, namesAfterFirst(answer.body)) : answer;
}

/** The length that the peer gave is no longer that of the body. */
function replaced(answer: ResponseData, body: AsyncIterable<Buffer>): ResponseData {
  const { 'content-length': _, ...headers } = answer.headers;
  return { ...answer, headers, body: Readable.from(body) as ResponseData['body'] };
}

async function* firstPart(
  body: AsyncIterable<Buffer>,
  how: Shortening,
): AsyncGenerator<Buffer, void> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > ERROR_BYTES) break;
  }
  const whole = Buffer.concat(chunks);
  const closed = closedJson(whole.subarray(0, ERROR_BYTES).toString('utf8'));
  how.isCut = bytes > ERROR_BYTES || closed.isCut;
  yield how.isCut ? Buffer.from(closed.json) : whole;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
/** What a bracket adds to the depth, by its code. */
const DEPTH = new Int8Array(256);
for (const [bracket, change] of Object.entries({ '{': 1, '[': 1, '}': -1, ']': -1 }))
  DEPTH[bracket.charCodeAt(0)] = change;

/** Stands for an entry of which only the name was read. */
export const NAME_ONLY = 0;
const VALUE = Buffer.from(String(NAME_ONLY));

/** Entries beyond the first two megabytes become `"name":0`. What is no object stays as it is. */
async function* namesAfterFirst(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  const reader = entryReader();
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > READ_BYTES)
      throw new errors.RequestAbortedError(`The answer has more than ${READ_BYTES} bytes`);
    const kept = reader(chunk, bytes > WHOLE_BYTES);
    if (kept.length > 0) yield kept;
  }
}

/** Follows the text from chunk to chunk, and says what to keep of each. */
function entryReader(): (chunk: Buffer, isLong: boolean) => Buffer {
  let areNames = false;
  const place = createPlace();
  return (chunk, isLong) => {
    const kept: Buffer[] = [];
    /** Where what is kept begins, if it does. */
    let from: number | undefined = areNames && place.inValue ? undefined : 0;
    for (let at = 0; at < chunk.length; at += 1) {
      if (!place.next(chunk[at] as number)) continue;
      if (areNames && place.inValue) kept.push(chunk.subarray(from, at + 1), VALUE);
      if (areNames) from = place.inValue ? undefined : at;
      areNames ||= isLong && !place.inValue;
    }
    return from === undefined
      ? Buffer.concat(kept)
      : Buffer.concat([...kept, chunk.subarray(from)]);
  };
}

/** Whether the text that was followed ends within the value of an outermost name. */
function createPlace(): { readonly inValue: boolean; next(code: number): boolean } {
  let depth = 0;
  let inString = false;
  let isEscaped = false;
  let inValue = false;
  const inText = (code: number) => {
    inString = isEscaped || code !== QUOTE;
    isEscaped = !isEscaped && code === BACKSLASH;
    return inValue;
  };
  const between = (code: number) => {
    inString = code === QUOTE;
    depth += DEPTH[code] as number;
    if (depth === 1 && code === COLON) return true;
    return depth === 0 || (depth === 1 && code === COMMA) ? false : inValue;
  };
  return {
    get inValue() {
      return inValue;
    },
    /** Whether it changed. */
    next: (code) => {
      const before = inValue;
      inValue = inString ? inText(code) : between(code);
      return before !== inValue;
    },
  };
}
