/** A line that is rewritten in place while remotes are being checked, on a terminal only. */
import type { Output } from './terminal.ts';

export interface Progress {
  tick(done: number, total: number): void;
  clear(): void;
}

export function progressOn(output: Output): Progress {
  if (output.isTTY !== true) return { tick: () => undefined, clear: () => undefined };
  return {
    tick: (done, total) => output.write(`\r\u001b[Kchecked ${done} of ${total} remotes`),
    clear: () => output.write('\r\u001b[K'),
  };
}
