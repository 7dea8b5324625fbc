/** `remote-cluster-checker plan`: what has to be right before a remote is registered. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { ConfigurationError, messageOf } from '../errors.ts';
import type { Wish } from '../plan/intent.ts';
import { makePlan } from '../plan/makePlan.ts';
import { type Item, parsePlan } from '../plan/planFile.ts';
import { itemsText, planText, type Style } from '../plan/planText.ts';
import { verifyPlan } from '../plan/verifyPlan.ts';
import { printableJson, printableLines } from '../report/printable.ts';
import { EXIT_CODES } from '../report/statusOrder.ts';
import { checkWithProgress } from './checkCommand.ts';
import { choose } from './choice.ts';
import { writeWhole } from './outputFile.ts';
import type { Terminal } from './terminal.ts';

interface AddArguments extends Omit<Wish, 'alias' | 'cluster' | 'skipUnavailable'> {
  readonly on: string;
  readonly as: Style;
  readonly skipUnavailable?: 'true' | 'false';
  readonly registry?: string;
  readonly out?: string;
}

interface Process {
  readonly terminal: Terminal;
  readonly exit: (code: number) => void;
}

export function addPlan(program: Command, { terminal, exit }: Process): void {
  const plan = program
    .command('plan')
    .description('verify what a remote cluster needs before it is registered; sends no change');
  plan
    .command('add <alias>')
    .description('verify the prerequisites of a new remote, and print the requests that add it')
    .requiredOption('--on <cluster>', 'the local cluster, as the registry names it')
    .requiredOption('--to <host:port>', 'the seed or the proxy address')
    .addOption(new Option('--model <model>', 'security model').choices(['api-key', 'certificate']))
    .addOption(new Option('--mode <mode>', 'connection mode').choices(['sniff', 'proxy']))
    .option('--server-name <name>', 'name that a proxy routes by')
    .addOption(
      new Option(
        '--skip-unavailable <choice>',
        'whether searches go on without the remote',
      ).choices(['true', 'false']),
    )
    .option('--indices <patterns...>', 'index patterns that the API key may search', [])
    .addOption(new Option('--as <style>', 'style').choices(['console', 'curl']).default('console'))
    .option('--out <file>', 'keep the plan in this file')
    .option('-r, --registry <file>', 'registry of local clusters (default: clusters.yml)')
    .addHelpText('after', EXIT_HELP)
    .action(async (alias: string, given: AddArguments) =>
      exit(await runAdd(alias, given, terminal)),
    );
  plan
    .command('verify <file>')
    .description('compare a kept plan with what is registered now')
    .option('-r, --registry <file>', 'registry of local clusters (default: clusters.yml)')
    .addHelpText('after', EXIT_HELP)
    .action(async (file: string, given: { readonly registry?: string }) =>
      exit(await runVerify(file, given, terminal)),
    );
}

const EXIT_HELP = `
Exit code: 0 all passed, 1 something is not verifiable from here, 2 something failed, 3 bad usage`;

async function runAdd(alias: string, given: AddArguments, terminal: Terminal): Promise<number> {
  const { on, as, out, registry: file, skipUnavailable, ...rest } = given;
  const chosen = await choose(
    { urls: [], cluster: [on], remote: [], ...(file === undefined ? {} : { registry: file }) },
    terminal,
  );
  const skip = skipUnavailable === undefined ? {} : { skipUnavailable: skipUnavailable === 'true' };
  const wish = { ...rest, ...skip, alias, cluster: on };
  const plan = await makePlan(chosen.registry, wish, chosen.options);
  terminal.stdout.write(printableLines(planText(plan, as)));
  if (out !== undefined)
    await writeWhole(resolve(terminal.workingDirectory, out), `${printableJson(plan, 2)}\n`);
  return exitCodeOf(plan.items);
}

async function runVerify(
  file: string,
  { registry }: { readonly registry?: string },
  terminal: Terminal,
): Promise<number> {
  const plan = parsePlan(await read(resolve(terminal.workingDirectory, file)), file);
  const chosen = await choose(
    {
      urls: [],
      cluster: [plan.cluster],
      remote: [plan.alias],
      ...(registry === undefined ? {} : { registry }),
    },
    terminal,
  );
  const { results } = await checkWithProgress(chosen, terminal);
  const items = results.flatMap((result) => verifyPlan(plan, result));
  terminal.stdout.write(printableLines(itemsText(items)));
  return exitCodeOf(items);
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw new ConfigurationError(
      `Plan ${path} cannot be read: ${messageOf(thrown)}; name a file that "plan add --out" wrote`,
    );
  }
}

function exitCodeOf(items: readonly Item[]): number {
  const outcomes = new Set(items.map(({ outcome }) => outcome));
  if (outcomes.has('failed')) return EXIT_CODES.failing;
  return outcomes.has('not-verifiable') ? EXIT_CODES.degraded : EXIT_CODES.healthy;
}
