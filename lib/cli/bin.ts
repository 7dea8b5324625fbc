/** The process around the command. */
import { hostname } from 'node:os';
import { main } from './main.ts';

const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const CANNOT_WRITE = 3;

/** Runs the command and ends the process. `remote-cluster-checker.cjs` calls it. */
export async function run(): Promise<never> {
  endIfOutputFails();
  const exitCode = await main(process.argv.slice(2), {
    stdin: process.stdin,
    onEnd: (listener) => {
      for (const signal of ENDINGS) process.once(signal, listener);
      return () => {
        for (const signal of ENDINGS) process.off(signal, listener);
      };
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    workingDirectory: process.cwd(),
    hostname: hostname(),
  });
  // What may still hang, such as a lookup or a connection that is being given up, must not keep the
  // command from ending once its output is read.
  await Promise.all([process.stdout, process.stderr].map(written));
  process.exit(exitCode);
}

function endIfOutputFails(): void {
  // A reader that closes early, as `head` does, is no error.
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit();
    const line = `Cannot write the output: ${message}. Make room, or write it elsewhere.\n`;
    process.stderr.write(line, () => process.exit(CANNOT_WRITE));
  });
  // Then no output is left to report it.
  process.stderr.on('error', () => process.exit(CANNOT_WRITE));
}

/** If it cannot be written, the listeners above say so and end the process. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((done) => {
    stream.write('', (error) => error ?? done());
  });
}

if (import.meta.main) void run();
