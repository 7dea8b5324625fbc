/** YAML, of which JSON is a part, as plain values together with where each stands. */
import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
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

/**
 * Each alias counts as the values that it stands for: all are checked one by one, and a few aliases
 * of large anchors make millions.
 */
const MAX_VALUES = 1_000_000;

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
  const reading: Reading = { entries: [], anchors: new Map(), faults: [], values: 0 };
  const value = plainValue(parsed.contents, [], reading);
  const problemsOf = (found: readonly Fault[]) =>
    found.map(({ offset, path, ...rest }) => ({
      ...placeAt(offset),
      path: formatPath(path),
      ...rest,
    }));
  if (reading.faults.length > 0)
    return { document: undefined, problems: problemsOf(reading.faults) };
  const root = placeAt(parsed.contents?.range[0] ?? 0);
  const repeated = reading.entries.filter(({ isRepeated }) => isRepeated).map(writtenTwice);
  const placeOf = placeFinder(reading.entries, { root, placeAt });
  return { document: { value, placeOf }, problems: problemsOf(repeated) };
}

type PlaceAt = (offset: number) => Place;

/** Most registries have no mistake, so the places are arranged when the first one is asked for. */
function placeFinder(
  entries: readonly Entry[],
  { root, placeAt }: { root: Place; placeAt: PlaceAt },
): RegistryDocument['placeOf'] {
  let byPath: ReadonlyMap<string, Entry> | undefined;
  return function placeOf(path, part): Place {
    if (path.length === 0) return root;
    byPath ??= new Map(entries.map((entry) => [JSON.stringify(entry.path), entry]));
    const entry = byPath.get(JSON.stringify(path));
    return entry === undefined ? placeOf(path.slice(0, -1), 'value') : placeAt(entry[part]);
  };
}

/** What follows on the same line is mostly a consequence. */
function firstOfEachLine(problems: readonly Problem[]): Problem[] {
  const seen = new Set<number>();
  return problems.filter(({ line }) => seen.size < seen.add(line).size);
}

/** A problem by its offset in the text. */
interface Fault extends Pick<Problem, 'value' | 'remedy'> {
  readonly offset: number;
  readonly path: Path;
}

function writtenTwice({ path, key: offset }: Entry): Fault {
  return { offset, path, value: 'written twice', remedy: 'keep one of the two' };
}

interface Entry {
  readonly path: Path;
  /** Offsets in the text. */
  readonly key: number;
  readonly value: number;
  /** An entry above it has the same key. */
  readonly isRepeated: boolean;
}

interface Anchored {
  value: unknown;
  /** How many it holds; undefined while the walk is inside it. */
  values: number | undefined;
}

/** What one walk through the document gathers. */
interface Reading {
  /**
   * Of mappings and lists, outer ones first; of repeated keys the last stands last, as its value
   * does.
   */
  readonly entries: Entry[];
  readonly anchors: Map<string, Anchored>;
  readonly faults: Fault[];
  /** So far, those that aliases stand for among them. */
  values: number;
}

/** In one walk, since the library's own way looks through the whole document for each alias. */
function plainValue(node: ParsedNode | null, path: Path, reading: Reading): unknown {
  if (node === null) return null;
  const place = { offset: node.range[0], path };
  if (isAlias(node)) return aliasedValue(node.source, place, reading);
  const before = reading.values;
  count(1, place, reading);
  const anchored: Anchored = { value: undefined, values: undefined };
  if (node.anchor !== undefined) reading.anchors.set(node.anchor, anchored);
  if (isScalar(node)) anchored.value = node.value;
  else if (isMap(node)) anchored.value = mappingOf(node.items, path, reading);
  else anchored.value = listOf(node.items, path, reading);
  anchored.values = reading.values - before;
  return anchored.value;
}

type Spot = Pick<Fault, 'offset' | 'path'>;

function aliasedValue(name: string, place: Spot, reading: Reading): unknown {
  const anchored = reading.anchors.get(name);
  if (anchored?.values !== undefined) {
    count(anchored.values, place, reading);
    return anchored.value;
  }
  const fault =
    anchored === undefined
      ? {
          value: 'an undefined alias',
          remedy: 'define its anchor above, or put text that starts with * in quotes',
        }
      : { value: 'an alias inside its own anchor', remedy: 'write out what belongs there' };
  reading.faults.push({ ...place, ...fault });
  return null;
}

/** Adds a fault where the limit is passed. */
function count(values: number, place: Spot, reading: Reading): void {
  const before = reading.values;
  reading.values += values;
  if (before > MAX_VALUES || reading.values <= MAX_VALUES) return;
  const value = `one value too many: with it there are more than ${MAX_VALUES}, aliases written out`;
  reading.faults.push({ ...place, value, remedy: 'split the registry into several' });
}

type Items<N extends { items: unknown }> = N['items'];

function listOf(items: Items<YAMLSeq.Parsed>, path: Path, reading: Reading): unknown[] {
  return items.map((item, index) => {
    const [offset] = item.range;
    const itemPath = [...path, index];
    reading.entries.push({ path: itemPath, key: offset, value: offset, isRepeated: false });
    return plainValue(item, itemPath, reading);
  });
}

function mappingOf(items: Items<YAMLMap.Parsed>, path: Path, reading: Reading): unknown {
  const keys = new Set<string>();
  const pairs = items.map(({ key, value }) => {
    const name = String(key);
    const entryPath = [...path, name];
    reading.entries.push({
      path: entryPath,
      key: key.range[0],
      value: (value ?? key).range[0],
      isRepeated: keys.has(name),
    });
    keys.add(name);
    return [name, plainValue(value, entryPath, reading)] as const;
  });
  return Object.fromEntries(pairs);
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
