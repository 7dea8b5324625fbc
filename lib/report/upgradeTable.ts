/** A preflight for a terminal: the pairs before and after, then the steps. */
import type { Loss, PairKind, Preflight, PreflightPair, UpgradeStep } from '../result/preflight.ts';
import type { Status } from '../result/result.ts';
import { type Column, grid } from './terminal/grid.ts';
import type { Paper } from './terminal/ink.ts';
import { paragraph } from './terminal/paragraph.ts';

/** Status for colors and exit codes. */
export const PREFLIGHT_STATUS = {
  'nothing-breaks': 'healthy',
  degraded: 'degraded',
  breaks: 'failing',
  unknown: 'unknown',
} as const satisfies Record<Preflight['outcome'], Status>;

const KINDS = ['wire', 'search', 'replication'] as const satisfies readonly PairKind[];

/** The complete text, with a final newline. */
export function preflightText(preflight: Preflight, paper: Paper): string {
  const { pairs, notes, outcome, order } = preflight;
  const { ink } = paper;
  const prose = (text: string, hang = 2) => paragraph(text, { lead: '', hang }, paper.width);
  const paint = (text: string) => ink.status(PREFLIGHT_STATUS[outcome], text);
  const lines = [
    ...paragraph(titleOf(preflight), { lead: '', hang: 2, paint: ink.bold }, paper.width),
    '',
    ...pairLines(pairs, paper),
    ...pairs
      .flatMap(changes)
      .flatMap((text) => paragraph(text, { lead: '  ', hang: 4 }, paper.width)),
    '',
    ...paragraph(headline(preflight), { lead: '', hang: 2, paint }, paper.width),
    ...order.steps.flatMap((step, index) => stepLines(step, index, paper)),
    '',
    ...[...notes.map((note) => `not seen: ${note}`), ...ADVICE].flatMap((text) => prose(text)),
  ];
  return `${lines.join('\n')}\n`;
}

function titleOf({ cluster, from, to }: Preflight): string {
  return `Upgrade of ${cluster} from ${from.join(', ')} to ${to}; of two verdicts the second is for ${cluster} alone at ${to}`;
}

function pairLines(pairs: readonly PreflightPair[], paper: Paper): string[] {
  const columns: Column<PreflightPair>[] = [
    { head: 'PAIR', cell: pairName },
    {
      head: 'STATUS',
      cell: ({ status }) => status,
      drops: 2,
      paint: ({ status }, text) => paper.ink.status(status, text),
    },
    { head: 'RELEASES', cell: releasesOf, drops: 1 },
    ...KINDS.map((kind) => ({
      head: kind.toUpperCase(),
      cell: (pair: PreflightPair) => verdictsOf(pair, kind),
      min: 11,
    })),
  ];
  const { head, rows } = grid(columns, pairs, { ...paper, overflow: 'wrap' });
  return [paper.ink.bold(head), ...rows.flat()];
}

const ADVICE = [
  'While a cluster is upgraded it runs both releases: what a step costs begins with its first node, what it mends is mended with its last.',
  'Of a minor take the latest patch. Only versions are looked at here: see the upgrade assistant of Kibana for what else has to be done.',
];

function pairName({ local, remote, alias }: Pick<Loss, 'local' | 'remote' | 'alias'>): string {
  return `${local} -> ${remote}${alias === remote ? '' : ` (${alias})`}`;
}

function releasesOf({ versions }: PreflightPair): string {
  return [versions.local, versions.remote].map((side) => side.join('/') || '?').join(' -> ');
}

function verdictsOf(pair: PreflightPair, kind: PairKind): string {
  if (!isUsed(pair, kind)) return '-';
  const [before, after] = [word(pair.now[kind].verdict), word(pair.alone[kind].verdict)];
  const verdicts = before === after ? before : `${before} => ${after}`;
  return `${verdicts}${kind === 'replication' ? followersOf(pair) : ''}`;
}

function followersOf({ followers }: PreflightPair): string {
  return followers === undefined ? '' : ` (${followers} follower${followers === 1 ? '' : 's'})`;
}

function isUsed({ follows }: PreflightPair, kind: PairKind): boolean {
  return kind !== 'replication' || follows !== 'no';
}

function word(verdict: PreflightPair['now']['wire']['verdict']): string {
  return verdict === 'supported' ? 'ok' : verdict;
}

/** Explains why a verdict changes after the upgrade of only this cluster. */
function changes(pair: PreflightPair): string[] {
  const changed = KINDS.filter(
    (kind) => isUsed(pair, kind) && pair.now[kind].verdict !== pair.alone[kind].verdict,
  );
  const told = changed.includes('wire') ? ['wire' as const] : changed;
  return told.map((kind) => `${pairName(pair)}, ${kind}: ${pair.alone[kind].why}`);
}

function headline({ outcome, cluster, order: { searched, steps } }: Preflight): string {
  const count = `${steps.length} step${steps.length === 1 ? '' : 's'}`;
  if (!searched)
    return `More clusters depend on each other than can be searched for an order; this is ${cluster} alone (${count}), ${COSTS[outcome]}:`;
  if (outcome === 'nothing-breaks')
    return `In this order nothing breaks (${count}, the fewest possible):`;
  return `No order keeps everything working for certain. This one loses least (${count}), ${COSTS[outcome]}:`;
}

const COSTS = {
  'nothing-breaks': 'and nothing breaks',
  degraded: 'and searches are not supported for a while or for good',
  breaks: 'and something breaks',
  unknown: 'and what it costs, if anything, is not known',
} as const satisfies Record<Preflight['outcome'], string>;

function stepLines(
  { cluster, from, to, losses }: UpgradeStep,
  index: number,
  { width }: Paper,
): string[] {
  const step = `upgrade ${cluster} from ${from.join(', ')} to ${to}`;
  return [
    ...paragraph(step, { lead: `  ${index + 1}. `, hang: 5 }, width),
    ...losses.flatMap((loss) => paragraph(lossText(loss), { lead: '     ', hang: 7 }, width)),
  ];
}

function lossText(loss: Loss): string {
  const { kind, certainty, why, untilStep } = loss;
  const until = untilStep === undefined ? 'for good' : `until step ${untilStep} is done`;
  return `${pairName(loss)}: ${LOST[certainty][kind]} ${until}: ${why}`;
}

const LOST = {
  certain: {
    wire: 'no connection',
    search: 'searches are not supported',
    replication: 'replication stops',
  },
  maybe: {
    wire: 'perhaps no connection',
    search: 'searches are perhaps not supported',
    replication: 'replication stops, if there is any,',
  },
} as const satisfies Record<Loss['certainty'], Record<PairKind, string>>;
