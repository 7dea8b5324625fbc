/** What is wrong in a registry, all of it at once. */
import { ConfigurationError } from '../errors.ts';

export interface Mistake {
  /** As the caller names it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Such as `clusters[0].remotes.archive.expect.mode`; empty for the document itself. */
  readonly path: string;
  /** What stands there, never a secret: `"snif"`, `a list`, `missing`, `an unknown key`. */
  readonly value: string;
  /** What to do, in one sentence. */
  readonly remedy: string;
}

/** A registry that cannot be used. The message lists every mistake, in the order of the file. */
export class RegistryError extends ConfigurationError {
  readonly mistakes: readonly Mistake[];

  constructor(file: string, unsorted: readonly Mistake[]) {
    const mistakes = unsorted.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
    super([`${file} has ${count}`, ...mistakes.map((mistake) => `  ${formatMistake(mistake)}`)].join('\n'));
    this.mistakes = mistakes;
  }
}

function formatMistake({ file, line, column, path, value, remedy }: Mistake): string {
  return `${file}:${line}:${column} ${path || 'the document'} is ${value}: ${remedy}`;
}
