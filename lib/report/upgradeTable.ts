/** A preflight for a terminal: the pairs before and after, then the steps. */
import type { Loss, PairKind, Preflight, PreflightPair, UpgradeStep } from '../result/preflight.ts';
import type { Status } from '../result/result.ts';
import { printable } from './printable.ts';
import { columns } from './reportTable.ts';

/** Status for colors and exit codes. */
export const PREFLIGHT_STATUS = {
  'nothing-breaks': 'healthy',
  degraded: 'degraded',
  breaks: 'failing',
  unknown: 'unknown',
} as const satisfies Record<Preflight['outcome'], Status>;

const KINDS = ['wire', 'search', 'replication'] as const satisfies readonly PairKind[];

/** The complete text, with a final newline. */
export function preflightText(
  preflight: Preflight,
  paint: (status: Status, text: string) => string,
): string {
  const { cluster, from, to, pairs, notes, outcome, order } = preflight;
  const lines = [
    `Upgrade of ${cluster} from ${from.join(', ')} to ${to}; of two verdicts the second is for ${cluster} alone at ${to}`,
    '',
    ...columns([
      ['PAIR', 'STATUS', 'RELEASES', ...KINDS.map((kind) => kind.toUpperCase())],
      ...pairs.map(pairRow),
    ]),
    ...pairs.flatMap(changes),
    '',
    headline(preflight),
    ...order.steps.flatMap(stepLines),
    '',
    ...notes.map((note) => `not seen: ${note}`),
    ...ADVICE,
  ].map(printable);
  const head = printable(headline(preflight));
  return `${lines.map((line) => (line === head ? paint(PREFLIGHT_STATUS[outcome], line) : line)).join('\n')}\n`;
}

const ADVICE = [
  'While a cluster is upgraded it runs both releases: what a step costs begins with its first node, what it mends is mended with its last.',
  'Of a minor take the latest patch. Only versions are looked at here: see the upgrade assistant of Kibana for what else has to be done.',
];

function pairName({ local, remote, alias }: Pick<Loss, 'local' | 'remote' | 'alias'>): string {
  return `${local} -> ${remote}${alias === remote ? '' : ` (${alias})`}`;
}

function pairRow(pair: PreflightPair): string[] {
  const { status, versions, now, alone } = pair;
  const releases = [versions.local, versions.remote]
    .map((side) => side.join('/') || '?')
    .join(' -> ');
  const verdicts = KINDS.map((kind) => {
    if (!isUsed(pair, kind)) return '-';
    const [before, after] = [word(now[kind].verdict), word(alone[kind].verdict)];
    return `${before === after ? before : `${before} => ${after}`}${kind === 'replication' ? followersOf(pair) : ''}`;
  });
  return [pairName(pair), status, releases, ...verdicts];
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
  return told.map((kind) => `  ${pairName(pair)}, ${kind}: ${pair.alone[kind].why}`);
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

function stepLines({ cluster, from, to, losses }: UpgradeStep, index: number): string[] {
  return [
    `  ${index + 1}. upgrade ${cluster} from ${from.join(', ')} to ${to}`,
    ...losses.map((loss) => `     ${lossText(loss)}`),
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
