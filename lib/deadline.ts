/** A signal that aborts after `ms`, or with `parent` if that is earlier. */
export function deadline(ms: number, parent?: AbortSignal): AbortSignal {
  const own = AbortSignal.timeout(ms);
  return parent === undefined ? own : AbortSignal.any([own, parent]);
}

const listening = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `end` once when the signal aborts, and gives what takes that back; a signal that has aborted already calls nobody. For a signal that thousands of
 * steps share: an EventTarget goes through all its listeners whenever one is added or removed.
 */
export function whenAborted(signal: AbortSignal, end: () => void): () => void {
  const all = listening.get(signal) ?? listenTo(signal);
  all.add(end);
  return () => all.delete(end);
}

function listenTo(signal: AbortSignal): Set<() => void> {
  const all = new Set<() => void>();
  listening.set(signal, all);
  signal.addEventListener('abort', () => {
    for (const end of all) end();
  });
  return all;
}
