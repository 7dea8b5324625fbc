/** One sweep through the functions: its requests to AWS and their cost. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part, PartContext } from '../part.ts';
import { createProcesses } from '../processes.ts';
import { table } from '../report.ts';
import { costOf, type Deployment, MINUTES, type Needs, unitsWritten } from './cost.ts';
import type { Step } from './system.ts';

const FLEET = join(import.meta.dirname, 'fleet.ts');
const SYSTEM = join(import.meta.dirname, 'system.ts');
const REMOTES = 10;
/**
 * SWEEP=20,10 for a quick look: number of local clusters, and number of those whose remotes all
 * fail at the same time.
 */
const [LOCALS = 1000, DEAD = 500] = (process.env['SWEEP'] ?? '1000,500').split(',').map(Number);
const STEPS = 7;

export const sweep: Part = {
  title: 'A sweep, and what it costs',
  about: `The functions schedule and check in one process, eight checks at a time, and alert in another, held to the share of a processor and the timeout that
serverless.yml gives it: ${LOCALS} simulated local clusters of ten remotes each, of
which those of ${DEAD} fail, all at the same moment: ${DEAD * REMOTES} incidents are opened by the first sweep, as \`thresholds.failures\` is 1 here. DynamoDB is dynalite, which tells the units that
each request consumes; SNS and Lambda are stand-ins that count. The second sweep has what only a check with a memory can tell, so evidence is new; from the third on nothing is. Before the last, the clock is put
forward by an hour, so that all remotes come to the one check of an hour that writes their evidence and history, which in peace are spread over the hour (a few fall into the other sweeps). Seconds are those of this machine, with all stand-ins on it.`,
  run,
};

async function run({ directory, log }: PartContext): Promise<string> {
  await using processes = createProcesses();
  log(`starting ${LOCALS} local clusters`);
  const fleet = processes.startAnswering<object>(
    process.execPath,
    FLEET,
    String(LOCALS),
    String(DEAD),
  );
  const registry = join(directory, 'clusters.yml');
  await writeFile(
    registry,
    JSON.stringify({ defaults: { thresholds: { failures: 1 } }, ...(await fleet.ask({})) }),
  );
  const system = processes.startAnswering<Step>(process.execPath, SYSTEM, registry);
  const steps: Step[] = [];
  while (steps.length < STEPS) {
    const step = await system.ask({});
    log(`${step.name}: ${step.seconds.toFixed(0)} s`);
    steps.push(step);
  }
  return `\n\n${stepTable(steps)}\n\n${costs(steps)}`;
}

function stepTable(steps: readonly Step[]): string {
  const remotes = LOCALS * REMOTES;
  const rows = steps.map(({ name, seconds, counts, outcome }) => {
    const requests = Object.entries(counts.requests).map(([action, count]) => `${count} ${action}`);
    const { read, write } = counts.units;
    const each = name.startsWith('sweep')
      ? `${(read / remotes).toFixed(2)} / ${(write / remotes).toFixed(2)}`
      : '';
    const messages =
      counts.messages === 0
        ? '0'
        : `${counts.messages}, ${Math.round(counts.messageBytes / 1024)} KiB`;
    return [
      outcome === undefined ? name : `${name} (${outcome})`,
      seconds.toFixed(1),
      counts.invocations['check'] ?? 0,
      requests.join(', '),
      `${read} / ${write}`,
      each,
      messages,
    ];
  });
  const head = [
    'step',
    'seconds',
    'invocations of check',
    'requests to DynamoDB',
    'units read / written',
    'of each remote',
    'SNS messages',
  ];
  return table(head, rows);
}

/** The third sweep represents each normal minute: nothing changes, and no incident opens. */
function needsOf(steps: readonly Step[]): Needs {
  const remotes = LOCALS * REMOTES;
  const [, , steady] = steps as [Step, Step, Step];
  const hourly = steps.at(-1) as Step;
  const { units, invocations } = steady.counts;
  return {
    reads: units.read / remotes,
    writes: units.write / remotes,
    hourlyWrites: hourly.counts.units.write / remotes,
    invocations: (invocations['check'] ?? 0) / LOCALS,
  };
}

const WAYS: Readonly<Record<string, Partial<Deployment>>> = {
  'as deployed, every minute': {},
  'tracing=PassThrough': { traces: false },
  'and provisioned writes': { traces: false, provisioned: true },
  'and everyMinutes=5': { traces: false, provisioned: true, everyMinutes: 5 },
};

/** What it would be if the evidence were written at each check. */
function allWhole(needs: Needs, [first]: readonly Step[]): Needs {
  const writes = (first?.counts.units.write ?? 0) / (LOCALS * REMOTES);
  return { ...needs, writes };
}

function costs(steps: readonly Step[]): string {
  const needs = needsOf(steps);
  const whole = allWhole(needs, steps);
  const rows = [10, 100, 1000, 10_000].flatMap((remotes) => {
    const row = (way: string, given: Needs, options: Partial<Deployment>) => {
      const { lambda, writes, reads, logs, rest, all } = costOf(given, {
        remotes,
        locals: remotes / REMOTES,
        ...options,
      });
      return [
        remotes,
        way,
        ...[lambda, writes, reads, logs, rest].map((dollars) => dollars.toFixed(2)),
        `**${all.toFixed(0)}**`,
      ];
    };
    const built = Object.entries(WAYS).map(([way, options]) => row(way, needs, options));
    return [row('evidence at each check', whole, {}), ...built];
  });
  const head = [
    'remotes',
    'how',
    'Lambda $',
    'writes $',
    'reads $',
    'logs $',
    'history, traces, alarms $',
    'all $ a month',
  ];
  const aMinute = unitsWritten(needs) / MINUTES;
  const said = `Computed for ten remotes to a local cluster from the third sweep, which every minute is like (${needs.writes.toFixed(2)} units written and ${needs.reads.toFixed(2)} read for each remote), and from the last, which each remote
has once an hour (${needs.hourlyWrites.toFixed(2)} units written): ${needs.writes.toFixed(2)} + (${needs.hourlyWrites.toFixed(2)} - ${needs.writes.toFixed(2)}) / 60 = ${aMinute.toFixed(2)} units written for each remote and minute. If the evidence were written at each check, it would take
the ${whole.writes.toFixed(2)} units of the first sweep. Prices and what is assumed are in [sweep/cost.ts](sweep/cost.ts). It is an estimate, not a bill.`;
  return `${said}\n\n${table(head, rows)}`;
}
