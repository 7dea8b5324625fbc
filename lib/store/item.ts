/**
 * Items as they are read again: a stored item may be damaged, or of another version of the program.
 */
import * as z from 'zod';
import { messageOf } from '../errors.ts';
import type { Key, Store } from './table.ts';

/** An item that this version of the program cannot read; the message names it. */
export class UnreadableItemError extends Error {
  override name = 'UnreadableItemError' as const;

  constructor({ pk, sk }: Key, problem: unknown) {
    const message = problem instanceof z.ZodError ? issuesOf(problem) : messageOf(problem);
    super(`Stored item ${pk} ${sk} cannot be read: ${message}; delete it to start anew`, {
      cause: problem,
    });
  }
}

function issuesOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join('.')} ${message}`).join(', ');
}

export type RawItem = Readonly<Record<string, unknown>>;

/**
 * What is read from an item; UnreadableItemError, which names the item, takes the place of whatever
 * is thrown.
 */
export function readFrom<R extends RawItem, T>(raw: R, read: (raw: R) => T): T {
  const found = readOrProblem(raw, read);
  if (found instanceof UnreadableItemError) throw found;
  return found;
}

export function readOrProblem<R extends RawItem, T>(
  raw: R,
  read: (raw: R) => T,
): T | UnreadableItemError {
  try {
    return read(raw);
  } catch (thrown) {
    return new UnreadableItemError(keyOf(raw), thrown);
  }
}

/** What is read from each item; those that cannot be read are told to the store and left out. */
export function readAll<R extends RawItem, T>(
  { onUnreadable }: Store,
  items: readonly R[],
  read: (raw: R) => T,
): T[] {
  return items.flatMap((raw) => {
    const found = readOrProblem(raw, read);
    if (!(found instanceof UnreadableItemError)) return [found];
    onUnreadable(found);
    return [];
  });
}

export function keyOf(raw: RawItem): Key {
  return { pk: String(raw['pk']), sk: String(raw['sk']) };
}
