/** YAML, of which JSON is a part, as plain values together with where each stands. */
import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
} from 'yaml';
import { formatPath, type Path } from './path.ts';

export interface Place {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** A mistake without the name of its file. */
export interface Problem extends Place {
  readonly path: string;
  readonly value: string;
  readonly remedy: string;
}

export interface RegistryDocument {
  readonly value: unknown;
  /**
   * Where the key or its value stands; for what does not stand there itself, the nearest place
   * above it.
   */
  readonly placeOf: (path: Path, part: 'key' | 'value') => Place;
}

export interface ReadDocument {
  /** Undefined where the text is no YAML. */
  readonly document: RegistryDocument | undefined;
  /** Faults of YAML, and keys that are written twice. */
  readonly problems: readonly Problem[];
}

export function readDocument(text: string): ReadDocument {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const parsed = parseDocument<ParsedNode>(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    uniqueKeys: false,
    logLevel: 'error',
  });
  const faults = syntaxFaults(parsed).map(({ offset, remedy }) => ({
    ...placeAt(offset),
    path: '',
    value: 'not YAML',
    remedy,
  }));
  if (faults.length > 0) return { document: undefined, problems: firstOfEachLine(faults) };
  const entries = [...entriesOf(parsed.contents, [])];
  const undefinedAliases = entries.filter(
    ({ node }) => isAlias(node) && node.resolve(parsed) === undefined,
  );
  if (undefinedAliases.length > 0)
    return {
      document: undefined,
      problems: undefinedAliases.map((entry) => undefinedAlias(entry, placeAt)),
    };
  const placeOf = placeFinder(entries, { root: placeAt(parsed.contents?.range[0] ?? 0), placeAt });
  // Each of many clusters may share one anchor, which the limit against exponential growth does not
  // foresee; the schema bounds the depth.
  const document = { value: parsed.toJS({ maxAliasCount: -1 }), placeOf };
  return {
    document,
    problems: entries
      .filter(({ isRepeated }) => isRepeated)
      .map((entry) => writtenTwice(entry, placeAt)),
  };
}

type PlaceAt = (offset: number) => Place;

function placeFinder(
  entries: readonly Entry[],
  { root, placeAt }: { root: Place; placeAt: PlaceAt },
): RegistryDocument['placeOf'] {
  const places = new Map(
    entries.map(({ path, key, value }) => [
      JSON.stringify(path),
      { key: placeAt(key), value: placeAt(value) },
    ]),
  );
  return function placeOf(path, part): Place {
    if (path.length === 0) return root;
    return places.get(JSON.stringify(path))?.[part] ?? placeOf(path.slice(0, -1), 'value');
  };
}

function undefinedAlias({ path, value }: Entry, placeAt: PlaceAt): Problem {
  const remedy = 'define its anchor above, or put text that starts with * in quotes';
  return { ...placeAt(value), path: formatPath(path), value: 'an undefined alias', remedy };
}

function writtenTwice({ path, key }: Entry, placeAt: PlaceAt): Problem {
  return {
    ...placeAt(key),
    path: formatPath(path),
    value: 'written twice',
    remedy: 'keep one of the two',
  };
}

/** What follows on the same line is mostly a consequence. */
function firstOfEachLine(problems: readonly Problem[]): Problem[] {
  return problems.filter(
    ({ line }, index) => problems.findIndex((other) => other.line === line) === index,
  );
}

interface Entry {
  readonly path: Path;
  /** Offsets in the text. */
  readonly key: number;
  readonly value: number;
  readonly node: ParsedNode | null;
  /** An entry above it has the same key. */
  readonly isRepeated: boolean;
}

/**
 * All entries of mappings and lists, outer ones first; of repeated keys the last stands last, as
 * its value does.
 */
function* entriesOf(node: ParsedNode | null, path: Path): Generator<Entry> {
  for (const entry of childrenOf(node, path)) {
    yield entry;
    yield* entriesOf(entry.node, entry.path);
  }
}

function childrenOf(node: ParsedNode | null, path: Path): Entry[] {
  if (isSeq(node))
    return node.items.map((item, index) => ({
      path: [...path, index],
      key: item.range[0],
      value: item.range[0],
      node: item,
      isRepeated: false,
    }));
  if (!isMap(node)) return [];
  const keys = node.items.map(({ key }) => String(key));
  return node.items.map(({ key, value }, index) => ({
    path: [...path, String(key)],
    key: key.range[0],
    value: (value ?? key).range[0],
    node: value,
    isRepeated: keys.indexOf(String(key)) < index,
  }));
}

/** Faults of YAML itself, in words that do not quote the file: the text there may be a secret. */

const REMEDIES: Partial<Record<ErrorCode, string>> = {
  BAD_DIRECTIVE: 'remove the line, or put text that starts with % in quotes',
  BAD_DQ_ESCAPE: 'write \\\\ for a backslash, or use single quotes',
  BAD_INDENT: 'align the lines that belong together',
  BAD_SCALAR_START: 'put text that starts with @ or ` in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'put text with ": " in quotes, or start a new line for what is nested',
  MULTILINE_IMPLICIT_KEY: 'write a colon after the key, and look at quotes and indentation above',
  MULTIPLE_DOCS: 'remove the line ---, since a registry is one document',
  NON_STRING_KEY: 'write a plain word as the key, and text with braces in quotes',
  RESOURCE_EXHAUSTION: 'nest less deeply',
  TAB_AS_INDENT: 'indent with spaces, not with tabs',
  TAG_RESOLVE_FAILED: 'remove the tag, or put text that starts with ! in quotes',
  UNEXPECTED_TOKEN:
    'put text with special characters in quotes, and look at indentation and brackets above',
};

/**
 * Offset in the text, and what to do. Of warnings only unknown tags count: the value would not be
 * what its author meant.
 */
export function syntaxFaults({
  errors,
  warnings,
}: Document.Parsed): { offset: number; remedy: string }[] {
  const faults = [...errors, ...warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')];
  return faults.map(({ code, message, pos }) => ({
    offset: pos[0],
    remedy: REMEDIES[code] ?? `correct this: ${message}`,
  }));
}
