/**
 * Another process that checks a node with connections that it keeps, and can be frozen as Lambda
 * freezes a function.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface FrozenFunction extends AsyncDisposable {
  /** What went wrong, of four requests at the same time. */
  check(): Promise<readonly string[]>;
  freeze(): void;
  thaw(): void;
}

export function startFunction(url: string): FrozenFunction {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('functionProcess.ts', import.meta.url)), url],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    check: async () => {
      child.stdin.write('\n');
      return JSON.parse(String((await lines.next()).value));
    },
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}
