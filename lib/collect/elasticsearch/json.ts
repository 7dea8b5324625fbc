/** Reads the JSON of an answer, within bounds that are looked at before anything is built of it. */
import { Serializer } from '@elastic/transport';
import { messageOf } from '../../errors.ts';

/** Far beyond exceptions in exceptions, and far below what a recursive function can bear. */
const MAX_DEPTH = 200;
/**
 * Of objects, lists, and what is in them: some 40,000 API keys, 20,000 follower shards, 1,500
 * nodes.
 */
const MAX_VALUES = 250_000;
const MAX_START = 300;

/**
 * What stands for a body that cannot be read, since its HTTP status says something all the same.
 */
export class UnreadableJson {
  readonly why: string;
  /** How the text begins. */
  readonly start: string;

  constructor(why: string, json: string) {
    this.why = why;
    this.start = json.slice(0, MAX_START);
  }
}

/**
 * Throws nothing. A key `__proto__`, which Elasticsearch accepts as an alias, becomes a property
 * like any other: whoever builds objects of keys has to take care (`entries.ts`).
 */
export class BoundedSerializer extends Serializer {
  override deserialize<T = unknown>(json: string): T {
    return bounded(json) as T;
  }
}

function bounded(json: string): unknown {
  const excess = excessOf(json);
  if (excess !== undefined) return new UnreadableJson(excess, json);
  try {
    return JSON.parse(json);
  } catch (thrown) {
    return new UnreadableJson(`not JSON: ${messageOf(thrown)}`, json);
  }
}

/** In words; undefined of a text within bounds, be it JSON or not. */
function excessOf(json: string): string | undefined {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === CODES.quote) at = endOfString(json, at);
    else if (code === CODES.comma) values += 1;
    else if (code === CODES.openList || code === CODES.openObject) {
      values += 1;
      depth += 1;
    } else if (code === CODES.closeList || code === CODES.closeObject) depth -= 1;
    if (depth > MAX_DEPTH)
      return `its JSON is nested more than ${MAX_DEPTH} deep, which is not read`;
    if (values > MAX_VALUES)
      return `its JSON has more than ${MAX_VALUES} values, which are not read`;
  }
  return undefined;
}

const CODES = {
  quote: 0x22,
  comma: 0x2c,
  openList: 0x5b,
  closeList: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
};

function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end === -1 ? json.length : end;
}

/** Whether an odd number of backslashes stands before it. */
function isEscaped(json: string, at: number): boolean {
  let start = at;
  while (json.charAt(start - 1) === '\\') start -= 1;
  return (at - start) % 2 === 1;
}

/** The beginning of a JSON text, closed so that it can be read. */
export interface ClosedJson {
  readonly json: string;
  /** The text ends too early, or is nested too deeply from some place on. */
  readonly isCut: boolean;
}

const CLOSING = new Map([
  [CODES.openObject, '}'],
  [CODES.openList, ']'],
]);

/**
 * What stands before the place where the text ends, or is nested too deeply. Of an unfinished last
 * member only a text is kept. What is not JSON comes back as it is, or as something that is not JSON.
 */
export function closedJson(text: string): ClosedJson {
  const open: string[] = [];
  /** Up to here every member is complete. */
  let end = 0;
  let start = -1;
  for (let at = 0; at < text.length && open.length <= MAX_DEPTH / 2; at += 1) {
    const code = text.charCodeAt(at);
    if (code === CODES.quote) {
      start = at;
      at = endOfString(text, at);
    } else if (code === CODES.comma) end = at;
    else if (BRACKETS.has(code)) {
      end = at + 1;
      nest(open, code);
    }
  }
  if (open.length === 0) return { json: text, isCut: false };
  const kept = unfinishedText(text, start) ?? text.slice(0, end);
  return { json: kept + open.toReversed().join(''), isCut: true };
}

function nest(open: string[], code: number): void {
  const closing = CLOSING.get(code);
  if (closing === undefined) open.pop();
  else open.push(closing);
}

const BRACKETS = new Set([CODES.openObject, CODES.openList, CODES.closeObject, CODES.closeList]);

/** With a value that is a text without an end, closed; an escape at its end is left out. */
function unfinishedText(text: string, start: number): string | undefined {
  const isUnfinished = start !== -1 && endOfString(text, start) === text.length;
  if (!isUnfinished || !text.slice(0, start).trimEnd().endsWith(':')) return undefined;
  return `${text.replace(/\\+(?:u[0-9a-f]{0,3})?$/i, '')}"`;
}
