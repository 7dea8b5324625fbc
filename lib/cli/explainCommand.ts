/** `remote-cluster-checker explain`: a cause code, a message, or a log of Elasticsearch. */
import type { Command } from 'commander';
import { unknownCode } from '../nearest.ts';
import { explain, explainAll } from '../report/explain.ts';
import { explainLog } from '../report/explainLog.ts';
import { printable } from '../report/printable.ts';
import { EXIT_CODES } from '../report/statusOrder.ts';
import { examples, helpText, type Surroundings } from './options.ts';
import { columnsOf, type Terminal } from './terminal.ts';

const HELP = `${examples(
  'remote-cluster-checker explain',
  'remote-cluster-checker explain connection-refused',
  'remote-cluster-checker explain < elasticsearch.log',
  'grep my_remote elasticsearch.log | remote-cluster-checker explain',
  'remote-cluster-checker explain "expected to connect to [a] but found [b] instead"',
)}

Exit code: 0 if it is explained, 3 if nothing of it is known`;

export function addExplain(program: Command, { terminal, exit }: Surroundings): void {
  program
    .command('explain')
    .description(
      'explain a cause code, or a message or a log of Elasticsearch (on stdin); without any of these, list all cause codes',
    )
    .argument(
      '[words...]',
      'a cause code, such as connection-refused, or words of a log; - for stdin',
    )
    .addHelpText('after', helpText(HELP, terminal))
    .action(async (words: string[]) => exit(await runExplain(words, terminal)));
}

/** Reads stdin if it is not a terminal and no word is given. */
export async function runExplain(words: readonly string[], terminal: Terminal): Promise<number> {
  const { stdin, stdout } = terminal;
  const isFromStdin = words.length === 0 ? stdin.isTTY !== true : words.join() === '-';
  const text = isFromStdin ? await read(terminal) : words.join(' ');
  if (words.length > 0 && text.trim() === '')
    terminal.stderr.write('stdin is empty: these are all cause codes\n');
  if (text.trim() === '') {
    stdout.write(explainAll());
    return EXIT_CODES.healthy;
  }
  const known = explain(text.trim());
  if (known === undefined && !isFromStdin && /^[\w-]+$/.test(text)) return refuse(text, terminal);
  const said =
    known === undefined
      ? explainLog(text, { columns: columnsOf(stdout) })
      : { text: known, isKnown: true };
  stdout.write(said.text);
  return said.isKnown ? EXIT_CODES.healthy : EXIT_CODES.unknown;
}

function refuse(code: string, { stderr }: Terminal): number {
  stderr.write(`There is no cause code ${printable(code)}: ${unknownCode(code)}\n`);
  return EXIT_CODES.unknown;
}

/** A pipe that nobody writes to or closes, or a terminal after `-`. */
const WAITING =
  'Waiting for a log on stdin; Ctrl-D ends it. For all cause codes: explain < /dev/null\n';
const WAITING_MS = 1000;

/** A log of some million lines fits. */
const MAX_CHARACTERS = 256 * 1024 * 1024;

async function read({ stdin, stderr }: Terminal): Promise<string> {
  const chunks: string[] = [];
  const decoder = new TextDecoder();
  let length = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  stdin.once?.('end', resolve);
  stdin.on('data', (chunk) => {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    if (length < MAX_CHARACTERS) chunks.push(text);
    length += text.length;
  });
  const waiting = setTimeout(() => stderr.write(WAITING), WAITING_MS);
  await promise.finally(() => clearTimeout(waiting));
  if (length > MAX_CHARACTERS)
    stderr.write(`Only the first ${MAX_CHARACTERS} of ${length} characters are read\n`);
  return chunks.join('');
}
