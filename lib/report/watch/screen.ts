/**
 * All remotes on one screen, worst first: status, time since the last change, and recent history.
 */
import { stripVTControlCharacters } from 'node:util';
import type { CheckReport, Status } from '../../result/result.ts';
import { elapsed } from '../page/words.ts';
import { printable } from '../printable.ts';
import { gatewaysOf } from '../reportTable.ts';
import { byTrouble, STATUSES_WORST_FIRST } from '../statusOrder.ts';
import { type Column, cut, grid } from '../terminal/grid.ts';
import type { Paper } from '../terminal/ink.ts';
import { widthOf } from '../terminal/paragraph.ts';
import type { Change, Track } from './tracks.ts';

/** Stands for all remotes of a cluster that could not list them. */
const UNKNOWN_ALIAS = '*';

export interface Screen extends Paper {
  readonly rows: number;
  /** Emphasizes a text. */
  readonly mark: (text: string) => string;
}

export interface Frame {
  readonly tracks: readonly Track[];
  /** Location of the checker. */
  readonly vantage: string;
  /** Current activity of the checker. */
  readonly doing: string;
  readonly now: Date;
}

const UNICODE = {
  history: { failing: '█', degraded: '▅', unknown: '?', healthy: '▁' },
  change: { better: '↑', worse: '↓', cause: '~', appeared: ' ' },
} as const satisfies Glyphs;
const ASCII = {
  history: { failing: '#', degraded: '+', unknown: '?', healthy: '.' },
  change: { better: '^', worse: 'v', cause: '~', appeared: ' ' },
} as const satisfies Glyphs;

interface Glyphs {
  readonly history: Readonly<Record<Status, string>>;
  readonly change: Readonly<Record<Change, string>>;
}

/**
 * Lines for the screen, at most as many as its rows and no wider than its columns. If there is not
 * enough room, the evidence disappears first.
 */
export function watchScreen(frame: Frame, screen: Screen): string[] {
  const room = screen.rows - 1;
  const top = [heading(frame, screen), ''];
  const full = [...top, ...body(frame, screen, true)];
  const lines = full.length <= room ? full : [...top, ...body(frame, screen, false)];
  const hidden = lines.length - room + 1;
  const shown = lines.length <= room ? lines : [...lines.slice(0, room - 1), `and ${hidden} more`];
  return [...shown, 'q ends, space checks now'].map((line) => within(line, screen));
}

/** A line that is too wide even without its last columns loses its colors and its end. */
function within(line: string, { width, unicode }: Screen): string {
  if (visible(line) <= width) return line.trimEnd();
  return cut(stripVTControlCharacters(line), width, unicode);
}

function heading({ tracks, vantage, doing }: Frame, { ink }: Screen): string {
  const counts = STATUSES_WORST_FIRST.flatMap((status) => {
    const count = tracks.filter(({ result }) => result.status === status).length;
    const paint = (text: string) => ink.status(status, text);
    return count === 0 ? [] : [{ text: `  ${count} ${status}`, paint }];
  });
  const plain = (text: string) => ({ text, paint: (same: string) => same });
  const pieces = [
    { text: `Remote clusters from ${printable(vantage)}`, paint: ink.bold },
    ...counts,
    plain(`  ${doing}`),
  ];
  return pieces.map(({ text, paint }) => paint(text)).join('');
}

/** On a narrow screen, columns disappear from the right to make room for the history. */
const MIN_HISTORY = 10;
const GAP = '  ';

interface Row {
  readonly track: Track;
  readonly now: Date;
}

function body({ tracks, now }: Frame, screen: Screen, withEvidence: boolean): string[] {
  const rows = sorted(tracks).map((track) => ({ track, now }));
  const width = screen.width - MIN_HISTORY - GAP.length;
  const table = grid(columnsOn(screen), rows, { ...screen, width, overflow: 'cut' });
  const left = Math.max(MIN_HISTORY, screen.width - table.width - GAP.length);
  const beside = (line: string, history: string) =>
    `${line}${' '.repeat(Math.max(0, table.width - visible(line)))}${GAP}${history}`;
  return [
    screen.ink.bold(beside(table.head, 'HISTORY')),
    ...rows.flatMap(({ track }, index) => [
      beside(String(table.rows[index]?.[0]), historyOf(track, left, screen)),
      ...(withEvidence ? evidenceOf(track, screen) : []),
    ]),
  ];
}

/** Colors take no room. */
function visible(line: string): number {
  return widthOf(stripVTControlCharacters(line));
}

/** Cluster, alias, status, and cause always stay. */
function columnsOn(screen: Screen): Column<Row>[] {
  const glyphs = glyphsOf(screen);
  const { ink, mark } = screen;
  const marked = ({ track: { change } }: Row) => change !== undefined && change !== 'appeared';
  const columns: Column<Row>[] = [
    { head: 'CLUSTER', cell: ({ track }) => track.result.cluster },
    { head: 'ALIAS', cell: ({ track }) => track.result.alias },
    {
      head: 'STATUS',
      cell: ({ track: { result, change } }) =>
        `${result.status} ${change === undefined ? ' ' : glyphs.change[change]}`,
      paint: (row, text) => {
        const painted = ink.status(row.track.result.status, text);
        return marked(row) ? mark(painted) : painted;
      },
    },
    { head: 'CAUSE', cell: ({ track }) => track.result.cause.code },
    { head: 'FOR', cell: ({ track, now }) => elapsed(track.since, now), drops: 3 },
    { head: 'GATEWAYS', cell: ({ track }) => gatewaysOf(track.result), drops: 2 },
    { head: 'MS', cell: ({ track }) => String(Math.round(track.result.durationMs)), drops: 1 },
  ];
  const paint = (row: Row, text: string) => {
    if (marked(row)) return mark(text);
    return row.track.result.status === 'healthy' ? ink.dim(text) : text;
  };
  return columns.map((column) => ({ paint, ...column }));
}

function sorted(tracks: readonly Track[]): Track[] {
  const byResult = new Map(tracks.map((track) => [track.result, track]));
  return byTrouble([...byResult.keys()]).flatMap((result) => byResult.get(result) ?? []);
}

/** The latest check is on the right. */
function historyOf({ statuses }: Track, left: number, { ink, ...screen }: Screen): string {
  const glyphs = glyphsOf(screen);
  return statuses
    .slice(-left)
    .map((status) => ink.status(status, glyphs.history[status]))
    .join('');
}

function evidenceOf({ result: { status, cause } }: Track, screen: Screen): string[] {
  if (status === 'healthy') return [];
  const text = printable(`${cause.title}: ${cause.evidence}`);
  return [`  ${screen.ink.dim(cut(text, screen.width - 2, screen.unicode))}`];
}

function glyphsOf({ unicode }: Pick<Screen, 'unicode'>): Glyphs {
  return unicode ? UNICODE : ASCII;
}

/** Changes, one line for each, if the output is not a terminal. */

/** Empty if nothing changed. */
export function changeLines(tracks: readonly Track[]): string {
  return tracks
    .flatMap((track) => (track.change === undefined ? [] : [`${lineOf(track)}\n`]))
    .join('');
}

/**
 * A line for each remote that the check before had, and that is not registered any more. A local
 * cluster that does not answer lists none of its remotes, and says nothing about them.
 */
export function goneLines(
  before: readonly Track[],
  tracks: readonly Track[],
  { startedAt }: Pick<CheckReport, 'startedAt'>,
): string {
  const name = ({ result: { cluster, alias } }: Track) => `${cluster}/${alias}`;
  const left = new Set(tracks.map(name));
  const silent = new Set(
    tracks.flatMap(({ result }) => (result.alias === UNKNOWN_ALIAS ? [result.cluster] : [])),
  );
  return before
    .filter(({ result }) => result.alias !== UNKNOWN_ALIAS && !silent.has(result.cluster))
    .filter((track) => !left.has(name(track)))
    .map((track) => {
      const { status } = track.result;
      return `${printable(`${startedAt} ${name(track)} gone (was ${status}): it is not registered any more`)}\n`;
    })
    .join('');
}

function lineOf({ result, statuses, change }: Track): string {
  const { checkedAt, cluster, alias, status, cause } = result;
  const before: Status | undefined = change === 'appeared' ? undefined : statuses.at(-2);
  const was = before === undefined || before === status ? '' : ` (was ${before})`;
  return printable(
    `${checkedAt} ${cluster}/${alias} ${status}${was} ${cause.code}: ${cause.evidence}`,
  );
}
