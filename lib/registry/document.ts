/** YAML, of which JSON is a part, as plain values together with where each stands. */
import { isAlias, isMap, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import { formatPath, type Path } from './path.ts';
import { syntaxFaults } from './syntax.ts';

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
  /** Where the key or its value stands; for what does not stand there itself, the nearest place above it. */
  readonly placeOf: (path: Path, part: 'key' | 'value') => Place;
  /** Keys that are written twice. */
  readonly problems: readonly Problem[];
}

/** The document, or only problems where the text is no YAML. */
export function readDocument(text: string): RegistryDocument | { readonly value?: never; readonly placeOf?: never; readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const document = parseDocument<ParsedNode>(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, uniqueKeys: false, logLevel: 'silent' });
  const entries = [...entriesOf(document.contents, [])];
  const undefinedAliases = entries.filter(({ node }) => isAlias(node) && node.resolve(document) === undefined);
  const faults = [
    ...syntaxFaults(document).map(({ offset, remedy }) => ({ ...placeAt(offset), path: '', value: 'not YAML', remedy })),
    ...undefinedAliases.map(({ path, value }) => ({ ...placeAt(value), path: formatPath(path), value: 'an undefined alias', remedy: 'define the anchor above it, or put text that starts with * in quotes' })),
  ];
  if (faults.length > 0) return { problems: faults };
  const places = new Map(entries.map(({ path, key, value }) => [JSON.stringify(path), { key: placeAt(key), value: placeAt(value) }]));
  const placeOf: RegistryDocument['placeOf'] = (path, part) => {
    if (path.length === 0) return placeAt(document.contents?.range[0] ?? 0);
    return places.get(JSON.stringify(path))?.[part] ?? placeOf(path.slice(0, -1), 'value');
  };
  const twice = entries.filter(({ isRepeated }) => isRepeated);
  return {
    // Each of many clusters may share one anchor, which the limit against exponential growth does not foresee; the schema bounds the depth.
    value: document.toJS({ maxAliasCount: -1 }),
    placeOf,
    problems: twice.map(({ path, key }) => ({ ...placeAt(key), path: formatPath(path), value: 'written twice', remedy: 'keep one of the two' })),
  };
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

/** All entries of mappings and lists, except those inside a repeated one. */
function* entriesOf(node: ParsedNode | null, path: Path): Generator<Entry> {
  for (const entry of childrenOf(node, path)) {
    yield entry;
    if (!entry.isRepeated) yield* entriesOf(entry.node, entry.path);
  }
}

function childrenOf(node: ParsedNode | null, path: Path): Entry[] {
  if (isSeq(node)) return node.items.map((item, index) => ({ path: [...path, index], key: item.range[0], value: item.range[0], node: item, isRepeated: false }));
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
