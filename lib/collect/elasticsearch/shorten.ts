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
  /**
   * If the answer is an object of which names beyond the first entries suffice: the names of the
   * entries that are kept all the same.
   */
  readonly keptNames: ReadonlySet<string> | undefined;
  /** Only the beginning of an error answer was read. */
  isCut: boolean;
}

/** A chain of 50 exceptions with 5 KB each. */
export const ERROR_BYTES = 256 * 1024;
/** Some 2,500 to 5,000 remotes. */
const WHOLE_BYTES = 1024 * 1024;
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
  const { keptNames } = how;
  return keptNames ? replaced(answer, namesAfterFirst(answer.body, keptNames)) : answer;
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

/** What is longer is not kept. */
const LONGEST_NAME = 1000;
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

/** Entries beyond the first megabyte become `"name":0`. What is no object stays as it is. */
async function* namesAfterFirst(
  body: AsyncIterable<Buffer>,
  keptNames: ReadonlySet<string>,
): AsyncGenerator<Buffer, void> {
  const reader = entryReader(keptNames);
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
function entryReader(keptNames: ReadonlySet<string>): (chunk: Buffer, isLong: boolean) => Buffer {
  let areNames = false;
  const place = createPlace(keptNames);
  return (chunk, isLong) => {
    const kept = createKept(chunk, areNames && place.inValue);
    for (let at = 0; at < chunk.length; at += 1) {
      if (!place.next(chunk[at] as number)) continue;
      if (areNames) kept.turn(at, place.inValue);
      else areNames = isLong && !place.inValue;
    }
    return kept.bytes();
  };
}

/** What stays of one chunk. */
function createKept(
  chunk: Buffer,
  startsInValue: boolean,
): { turn(at: number, inValue: boolean): void; bytes(): Buffer } {
  const parts: Buffer[] = [];
  /** Where what is kept begins, if it does. */
  let from = startsInValue ? undefined : 0;
  return {
    turn: (at, inValue) => {
      if (inValue) parts.push(chunk.subarray(from, at + 1), VALUE);
      from = inValue ? undefined : at;
    },
    bytes: () => Buffer.concat(from === undefined ? parts : [...parts, chunk.subarray(from)]),
  };
}

/** Whether the text that was followed ends within the value of an outermost name not to be kept. */
function createPlace(keptNames: ReadonlySet<string>): {
  readonly inValue: boolean;
  next(code: number): boolean;
} {
  let depth = 0;
  let inString = false;
  let isEscaped = false;
  let inValue = false;
  /** The last text outside of all values; what needs an escape is never the name of a remote. */
  let name: number[] = [];
  const inText = (code: number) => {
    inString = isEscaped || code !== QUOTE;
    isEscaped = !isEscaped && code === BACKSLASH;
    if (inString && depth === 1 && !inValue && name.length <= LONGEST_NAME) name.push(code);
    return inValue;
  };
  const between = (code: number) => {
    inString = code === QUOTE;
    if (inString && depth === 1) name = [];
    depth += DEPTH[code] as number;
    if (depth === 1 && code === COLON) return !keptNames.has(Buffer.from(name).toString());
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
