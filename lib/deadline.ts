/** A signal that aborts after `ms`, or with `parent` if that is earlier. */
export function deadline(ms: number, parent?: AbortSignal): AbortSignal {
  const own = AbortSignal.timeout(ms);
  return parent === undefined ? own : AbortSignal.any([own, parent]);
}

const listening = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `end` once when the signal aborts, and gives what takes that back; a signal that has
 * aborted already calls nobody. For a signal that thousands of steps share: an EventTarget goes
 * through all its listeners whenever one is added or removed.
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

/** Why work was given up: its own time was over, or the caller's. */
export class TimedOut extends Error {
  override name = 'TimedOut' as const;
}

/**
 * Does work that ends early, by the signal given to it, after `timeoutMs` or when `deadline`
 * aborts; the signal's reason is then a TimedOut. Rejects with what the work throws, and without
 * starting it where the deadline is over already.
 */
export async function withLimit<T>(
  timeoutMs: number,
  deadline: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const endByDeadline = () => limit.abort(new TimedOut('Deadline reached before the step ended'));
  const timer = setTimeout(
    () => limit.abort(new TimedOut(`No answer within ${timeoutMs} ms`)),
    timeoutMs,
  );
  const forget = whenAborted(deadline, endByDeadline);
  if (deadline.aborted) endByDeadline();
  try {
    limit.signal.throwIfAborted();
    return await work(limit.signal);
  } finally {
    clearTimeout(timer);
    forget();
  }
}

/** Rejects with the signal's reason once it aborts: to race against work that cannot be ended. */
export function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
