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

/** Work was given up because its time was over; the message says which time. */
export class DeadlineError extends Error {
  override name = 'DeadlineError' as const;
}

export interface Limits {
  /** Ends the wait at once. */
  readonly end?: AbortSignal | undefined;
  /** Ends the wait after so many milliseconds. */
  readonly limitMs?: number;
}

/**
 * Settles as the work does, and rejects with a DeadlineError when a limit is reached first. What
 * the work comes to later is dropped. After the end, only what is known already counts: work has
 * one turn of the event loop.
 */
export async function within<T>(limits: Limits, work: () => T | PromiseLike<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const giveUp = (by: Limit) => reject(new DeadlineError(WHY_LATE[by](limits)));
  const alarm = alarmOf(limits, giveUp);
  const turn = limits.end?.aborted ? setImmediate(() => giveUp('end')) : undefined;
  try {
    return await Promise.race([work(), late]);
  } finally {
    alarm.clear();
    clearImmediate(turn);
  }
}

type Limit = keyof Limits;

const WHY_LATE = {
  end: () => 'No answer until the deadline of the check',
  limitMs: ({ limitMs }) => `No answer within ${limitMs} ms`,
} as const satisfies Record<Limit, (limits: Limits) => string>;

/** Rings once: when a limit is reached, unless it was reached before. */
export interface Alarm {
  /** Gives the whole of `limitMs` once more. */
  again(): void;
  clear(): void;
}

/** The one timer and the one signal by which all work ends. A signal that aborted rings nothing. */
export function alarmOf({ end, limitMs }: Limits, ring: (by: Limit) => void): Alarm {
  const forget = end && whenAborted(end, () => ring('end'));
  const timer = limitMs === undefined ? undefined : setTimeout(() => ring('limitMs'), limitMs);
  return {
    again: () => timer?.refresh(),
    clear: () => {
      clearTimeout(timer);
      forget?.();
    },
  };
}

/** What obeys a signal needs a moment to say what it has seen until then. */
const GRACE_MS = 500;

export interface Ends {
  /** Asks all work to end. */
  readonly signal: AbortSignal;
  /** Aborts a moment later: whoever waits for work gives up then. */
  readonly end: AbortSignal;
  /** Keeps the process alive no longer, and ends nothing any more. */
  clear(): void;
}

/** The two ends of work that has `ms` milliseconds, or until `parent` aborts if that is earlier. */
export function endsOf(ms: number, parent?: AbortSignal): Ends {
  const signal = deadline(ms, parent);
  const end = new AbortController();
  const abort = () => end.abort();
  let timer = setTimeout(abort, ms + GRACE_MS);
  const hurry = () => {
    clearTimeout(timer);
    timer = setTimeout(abort, GRACE_MS);
  };
  const forget = whenAborted(signal, hurry);
  if (signal.aborted) hurry();
  const clear = () => {
    clearTimeout(timer);
    forget();
  };
  return { signal, end: end.signal, clear };
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
  const limits = { end: deadline, limitMs: timeoutMs };
  const stop = (by: Limit) => limit.abort(new TimedOut(WHY_ENDED[by](limits)));
  if (deadline.aborted) stop('end');
  limit.signal.throwIfAborted();
  const alarm = alarmOf(limits, stop);
  try {
    return await work(limit.signal);
  } finally {
    alarm.clear();
  }
}

const WHY_ENDED = { ...WHY_LATE, end: () => 'Deadline reached before the step ended' };

/** Rejects with the signal's reason once it aborts: to race against work that cannot be ended. */
export function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
