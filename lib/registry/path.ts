/**
 * Path of a value in the registry: keys and indices from the root of the document, as zod reports
 * them.
 */
export type Path = readonly PropertyKey[];

/** `clusters[0].remotes.archive`. Quotes keys that are not plain words: `remotes["a:b"]`. */
export function formatPath(path: Path): string {
  return path.map(formatStep).join('').replace(/^\./, '');
}

function formatStep(step: PropertyKey): string {
  if (typeof step === 'number') return `[${step}]`;
  const key = String(step);
  return /^(?:[\w-]+|…)$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** The value at the path. Undefined if the path does not exist. */
export function valueAt(document: unknown, path: Path): unknown {
  return path.reduce(
    (value: unknown, step) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined,
    document,
  );
}
