/** Parses YAML, which includes JSON, into plain values and the place of each value. */
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
   * The place of the key or its value. If the path does not exist, the place of its nearest parent.
   */
  readonly placeOf: (path: Path, part: 'key' | 'value') => Place;
}

export interface ReadDocument {
  /** Undefined if the text is not valid YAML. */
  readonly document: RegistryDocument | undefined;
  /** YAML syntax errors and duplicate keys. */
  readonly problems: readonly Problem[];
}

/**
 * An alias counts as many values as its anchor holds, because the schema checks each of them. A few
 * aliases of large anchors expand to millions of values.
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

/** Builds the index of places on first use, because most registries have no mistakes. */
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

/** Later errors on the same line usually follow from the first one. */
function firstOfEachLine(problems: readonly Problem[]): Problem[] {
  const seen = new Set<number>();
  return problems.filter(({ line }) => seen.size < seen.add(line).size);
}

/** A problem with its offset in the text. */
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
  /** An earlier entry has the same key. */
  readonly isRepeated: boolean;
}

interface Anchored {
  value: unknown;
  /** Number of values inside the anchor. Undefined until the walk leaves the anchor. */
  values: number | undefined;
}

/** The result of one walk through the document. */
interface Reading {
  /**
   * Entries of mappings and lists, outer ones first. The last of several duplicate keys wins, as
   * its value does.
   */
  readonly entries: Entry[];
  readonly anchors: Map<string, Anchored>;
  readonly faults: Fault[];
  /** Number of values so far, aliases expanded. */
  values: number;
}

/**
 * Walks the document once. The library's own conversion searches the whole document for each alias.
 */
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
      : { value: 'an alias inside its own anchor', remedy: 'write the values out' };
  reading.faults.push({ ...place, ...fault });
  return null;
}

/** Adds a fault when the count exceeds the limit. */
function count(values: number, place: Spot, reading: Reading): void {
  const before = reading.values;
  reading.values += values;
  if (before > MAX_VALUES || reading.values <= MAX_VALUES) return;
  const value = `too many values: more than ${MAX_VALUES} with aliases expanded`;
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

/**
 * Remedies for YAML syntax errors. They do not quote the file, because its text may be a secret.
 */

const REMEDIES: Partial<Record<ErrorCode, string>> = {
  BAD_DIRECTIVE: 'remove the line, or put text that starts with % in quotes',
  BAD_DQ_ESCAPE: 'write \\\\ for a backslash, or use single quotes',
  BAD_INDENT: 'align the lines that belong together',
  BAD_SCALAR_START: 'put text that starts with @ or ` in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'put text with ": " in quotes, or start a new line for nested values',
  MULTILINE_IMPLICIT_KEY: 'write a colon after the key, and check quotes and indentation above',
  MULTIPLE_DOCS: 'remove the line ---, because a registry is one document',
  NON_STRING_KEY: 'write a plain word as the key, and text with braces in quotes',
  RESOURCE_EXHAUSTION: 'nest less deeply',
  TAB_AS_INDENT: 'indent with spaces, not with tabs',
  TAG_RESOLVE_FAILED: 'remove the tag, or put text that starts with ! in quotes',
  UNEXPECTED_TOKEN:
    'put text with special characters in quotes, and check indentation and brackets above',
};

/**
 * Offset in the text, and the remedy. Of the warnings, only unknown tags count: they change the
 * meaning of a value.
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
