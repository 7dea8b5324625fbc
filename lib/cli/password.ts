/** Asks for a password on a terminal, without showing it. */
import { ConfigurationError } from '../errors.ts';
import { Secret } from '../registry/secret.ts';
import type { Terminal } from './terminal.ts';

const ENTER = ['\r', '\n'];
/** Ctrl-C and Ctrl-D, which come as what they are in raw mode. */
const ENDING = ['\u0003', '\u0004'];
const ERASING = ['\u007f', '\b'];

/** Throws ConfigurationError without a terminal, or if the user gives up. */
export async function askPassword(user: string, terminal: Terminal): Promise<Secret> {
  const { stdin, stderr } = terminal;
  if (stdin.isTTY !== true)
    throw new ConfigurationError(
      `No password for user ${user}: set ELASTICSEARCH_PASSWORD, or give --password-file FILE`,
    );
  stderr.write(`Password of ${user}: `);
  const typed = await typedLine(terminal);
  stderr.write('\n');
  if (typed === undefined || typed === '')
    throw new ConfigurationError(`No password for user ${user} was typed`);
  return new Secret(typed);
}

/** Undefined if the user gives up. */
async function typedLine({ stdin }: Terminal): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  let line = '';
  const listener = (typed: Buffer | string) => {
    for (const key of String(typed)) {
      if (ENDING.includes(key)) return resolve(undefined);
      if (ENTER.includes(key)) return resolve(line);
      line = ERASING.includes(key) ? line.slice(0, -1) : line + key;
    }
  };
  stdin.setRawMode(true);
  stdin.on('data', listener);
  stdin.resume();
  try {
    return await promise;
  } finally {
    stdin.off('data', listener);
    stdin.setRawMode(false);
    stdin.pause();
  }
}
