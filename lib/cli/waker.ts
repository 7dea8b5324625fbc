/** A sleep that can be ended early. */
export interface Waker {
  /** Resolves at that time, when it is woken, or when the signal aborts. */
  sleepUntil(time: Date): Promise<void>;
  /** Ends the sleep; nothing where nobody sleeps. */
  wake(): void;
}

export function createWaker(signal: AbortSignal): Waker {
  let wake = () => {};
  signal.addEventListener('abort', () => wake(), { once: true });
  return {
    wake: () => wake(),
    sleepUntil: (time) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => wake(), Math.max(0, time.getTime() - Date.now()));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (signal.aborted) wake();
      }),
  };
}
