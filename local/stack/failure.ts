import { ConfigurationError, messageOf } from '../../lib/errors.ts';

/** Has the program end with 1. A mistake of the user is named, any other with its stack. */
export function reportFailure(thrown: unknown): void {
  process.exitCode = 1;
  const text =
    thrown instanceof ConfigurationError
      ? thrown.message
      : (thrown instanceof Error && thrown.stack) || messageOf(thrown);
  process.stderr.write(`${text}\n`);
}
