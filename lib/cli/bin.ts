/** The process around the command. */
import { hostname } from 'node:os';
import { main } from './main.ts';

const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the command and ends the process. `remote-cluster-checker.cjs` calls it. */
export async function run(): Promise<never> {
  // A reader that closes early, as `head` does, is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
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
  await Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
  );
  process.exit(exitCode);
}

if (import.meta.main) void run();
