/** What becomes of values that do not fit a row. Whatever is cut is named. */
import * as z from 'zod';
import type { CheckResult } from '../result/result.ts';
import type { FailedAnswer } from '../result/witness.ts';
import { cut } from '../state/incident/about.ts';
import { shortSteps } from '../state/incident/shortSteps.ts';
import type { Entry } from './entry.ts';
import { pack, packedBytes } from './packing.ts';

const CUTS = [
  { entries: 200, characters: 2000 },
  { entries: 50, characters: 500 },
  { entries: 10, characters: 300 },
  { entries: 3, characters: 300 },
] as const;
type Cut = (typeof CUTS)[number];

export interface ShortenedResult {
  readonly shortened: () => CheckResult;
  /** In words. */
  readonly cut: string;
}

/** A result that is too large, shorter and shorter; each says in `notSeen` what it lacks. */
export function shortenedResults(result: CheckResult): ShortenedResult[] {
  return CUTS.map((limits) => {
    const { entries, characters } = limits;
    const said = `of each list the first ${entries} entries are kept, of each text ${characters} characters`;
    return { cut: said, shortened: () => shortenedResult(result, limits, said) };
  });
}

const WHOLE = 'the whole result';

function shortenedResult(result: CheckResult, limits: Cut, said: string): CheckResult {
  const { notSeen, ...rest } = cutDown(result, limits) as CheckResult;
  const others = Object.entries(notSeen).slice(0, limits.entries);
  const note = noteOf(`The result was too large to be stored: ${said}`);
  return { ...rest, notSeen: { [WHOLE]: note, ...Object.fromEntries(others) } };
}

function noteOf(message: string): FailedAnswer {
  return { kind: 'not-asked', message, reasons: [], durationMs: 0 };
}

function cutDown(value: unknown, limits: Cut): unknown {
  if (typeof value === 'string') return cut(value, limits.characters);
  if (Array.isArray(value))
    return value.slice(0, limits.entries).map((entry) => cutDown(entry, limits));
  return mapped(value, (entry) => cutDown(entry, limits));
}

function mapped(value: unknown, change: (part: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, change(part)]));
}

const MOST_REPAIRS = 8;
const MOST_NAMED = 10;

/**
 * The value without what its schema refuses: each such part is dropped, and if that is not enough
 * what holds it. What was dropped is named in `notSeen`. It may still be refused in the end.
 */
export function repaired(value: unknown, schema: z.ZodType): unknown {
  let left = structuredClone(value);
  const dropped = new Set<string>();
  for (let up = 0; up < MOST_REPAIRS; up += 1) {
    const { error } = schema.safeParse(left);
    if (error === undefined) break;
    const paths = pathsOf(error).map((path) => path.slice(0, Math.max(1, path.length - up)));
    // Several faults of one part are one.
    for (const [name, path] of new Map(paths.map((path) => [path.join('.'), path]))) {
      dropped.add(name);
      left = without(left, path);
    }
  }
  const named = [...dropped].slice(0, MOST_NAMED).join(', ');
  return withNote(left, `These parts of the stored result could not be read: ${named}`);
}

/** The last first, so that those before keep their places in a list. */
function pathsOf({ issues }: z.ZodError): PropertyKey[][] {
  const paths = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [...issue.path, key])
      : [issue.path],
  );
  return paths.filter(({ length }) => length > 0).toReversed();
}

function without(value: unknown, [first, ...rest]: readonly PropertyKey[]): unknown {
  if (Array.isArray(value)) {
    if (rest.length === 0) return value.filter((_part, index) => index !== first);
    return value.map((part, index) => (index === first ? without(part, rest) : part));
  }
  const parts = Object.entries(value as object).flatMap(([key, part]) => {
    if (key !== String(first)) return [[key, part]];
    return rest.length === 0 ? [] : [[key, without(part, rest)]];
  });
  return Object.fromEntries(parts);
}

function withNote(value: unknown, message: string): unknown {
  const { notSeen } = z.object({ notSeen: z.looseObject({}).catch({}) }).parse(value);
  return { ...(value as object), notSeen: { [WHOLE]: noteOf(message), ...notSeen } };
}

/** What an entry may take of a row, if all of them together are too large for it. */
export const MAX_ENTRY_BYTES = 7000;

export interface ShortenedEntry {
  readonly entry: Entry;
  /** What was cut, in words; undefined if nothing was. */
  readonly cut?: string;
}

const TEXT_LENGTH = 60;

const ENTRY_CUTS: readonly { readonly said: string; readonly shorten: (entry: Entry) => Entry }[] =
  [
    {
      said: 'what expires is remembered only of its latest check',
      shorten: (entry) => ({ ...entry, memory: { ...entry.memory, expiries: undefined } }),
    },
    {
      said: 'requests to it that failed are repeated at the next check',
      shorten: (entry) => ({ ...entry, memory: { ...entry.memory, dead: undefined } }),
    },
    {
      said: `texts of its unsent events are cut to ${TEXT_LENGTH} characters`,
      shorten: (entry) => ({ ...entry, outbox: entry.outbox.map(shortEvent) }),
    },
    {
      said: 'its searches are counted anew',
      shorten: (entry) => ({ ...entry, memory: { ...entry.memory, searches: undefined } }),
    },
    {
      said: 'who issued its certificates is forgotten',
      shorten: ({ memory, ...entry }) => {
        const identity = { ...memory?.identity, issuers: undefined };
        return { ...entry, memory: { ...memory, identity } };
      },
    },
  ];

/** An entry that is larger than its share loses what is least needed; the others lose nothing. */
export function shortenedEntry(entry: Entry): ShortenedEntry {
  let short: ShortenedEntry = { entry };
  for (const { said, shorten } of ENTRY_CUTS) {
    if (packedBytes(pack(short.entry)) <= MAX_ENTRY_BYTES) return short;
    const before = short.cut === undefined ? '' : `${short.cut}, `;
    short = { entry: shorten(short.entry), cut: `${before}${said}` };
  }
  return short;
}

function shortEvent(event: Entry['outbox'][number]): Entry['outbox'][number] {
  const summary = mapped(event.summary, (text) =>
    typeof text === 'string' ? cut(text, TEXT_LENGTH) : text,
  ) as typeof event.summary;
  const { cluster, alias, cause, documentation, verify, fix } = event.summary;
  const steps = { verify: shortSteps(verify, 0), fix: shortSteps(fix, 0) };
  return { ...event, summary: { ...summary, ...steps, cluster, alias, cause, documentation } };
}
