/**
 * All remotes on one screen, worst first: status, time since the last change, and recent history.
 */
import type { CheckReport, Status } from '../../result/result.ts';
import { elapsed } from '../page/words.ts';
import { printable } from '../printable.ts';
import { gatewaysOf, widest } from '../reportTable.ts';
import { byTrouble, STATUSES_WORST_FIRST } from '../statusOrder.ts';
import type { Change, Track } from './tracks.ts';

/** Stands for all remotes of a cluster that could not list them. */
const UNKNOWN_ALIAS = '*';

export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** True if the terminal shows Unicode, not only ASCII. */
  readonly unicode: boolean;
  /** Colors a text by status. Returns the text unchanged if colors are off. */
  readonly paint: (status: Status, text: string) => string;
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

/** A part of a line. It is shortened before it is colored. */
interface Piece {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
}

/**
 * Lines for the screen, at most as many as its rows and no wider than its columns. If there is not
 * enough room, the evidence disappears first.
 */
export function watchScreen(frame: Frame, screen: Screen): string[] {
  const room = screen.rows - 1;
  const full = [...heading(frame, screen), [], ...body(frame, screen, true)];
  const lines =
    full.length <= room ? full : [...heading(frame, screen), [], ...body(frame, screen, false)];
  const hidden = lines.length - room + 1;
  const shown =
    lines.length <= room ? lines : [...lines.slice(0, room - 1), [{ text: `and ${hidden} more` }]];
  return [...shown, [{ text: 'q ends, space checks now' }]].map((pieces) =>
    cut(pieces, screen.columns),
  );
}

function heading({ tracks, vantage, doing }: Frame, { paint }: Screen): Piece[][] {
  const counts = STATUSES_WORST_FIRST.flatMap((status) => {
    const count = tracks.filter(({ result }) => result.status === status).length;
    return count === 0
      ? []
      : [{ text: `  ${count} ${status}`, paint: (text: string) => paint(status, text) }];
  });
  return [
    [{ text: `Remote clusters from ${printable(vantage)}` }, ...counts, { text: `  ${doing}` }],
  ];
}

const HEAD = {
  cluster: 'CLUSTER',
  alias: 'ALIAS',
  status: 'STATUS',
  cause: 'CAUSE',
  since: 'FOR',
  gateways: 'GATEWAYS',
  ms: 'MS',
};
type Column = keyof typeof HEAD;
type Cells = Readonly<Record<Column, string>>;
const COLUMNS = Object.keys(HEAD) as Column[];
/** Cluster, alias, status, and cause always stay. */
const KEPT_COLUMNS = 4;

/**
 * Minimum width of the history. On a narrow screen, columns disappear from the right to make room
 * for it.
 */
const MIN_HISTORY = 10;

function body({ tracks, now }: Frame, screen: Screen, withEvidence: boolean): Piece[][] {
  const rows = sorted(tracks).map((track) => ({
    track,
    cells: cellsOf(track, now, glyphsOf(screen)),
  }));
  const widths = widthsOf([HEAD, ...rows.map(({ cells }) => cells)]);
  const leftBy = (columns: readonly Column[]) =>
    screen.columns - columns.reduce((total, column) => total + widths[column] + 2, 0);
  const shown = COLUMNS.filter(
    (_column, index) => index < KEPT_COLUMNS || leftBy(COLUMNS.slice(0, index + 1)) >= MIN_HISTORY,
  );
  const left = Math.max(MIN_HISTORY, leftBy(shown));
  return [
    [
      ...shown.map((column) => ({ text: padded(HEAD[column], widths[column]) })),
      { text: 'HISTORY' },
    ],
    ...rows.flatMap(({ track, cells }) => [
      [
        ...shown.map((column) => ({
          text: padded(cells[column], widths[column]),
          paint: paintOf(column, track, screen),
        })),
        ...historyOf(track, left, screen),
      ],
      ...(withEvidence ? evidenceOf(track) : []),
    ]),
  ];
}

function widthsOf(rows: readonly Cells[]): Record<Column, number> {
  return Object.fromEntries(
    COLUMNS.map((column) => [column, widest(rows.map((row) => width(row[column])))]),
  ) as Record<Column, number>;
}

function padded(text: string, columns: number): string {
  return `${text}${' '.repeat(columns - width(text))}  `;
}

function sorted(tracks: readonly Track[]): Track[] {
  const byResult = new Map(tracks.map((track) => [track.result, track]));
  return byTrouble([...byResult.keys()]).flatMap((result) => byResult.get(result) ?? []);
}

function cellsOf({ result, since, change }: Track, now: Date, glyphs: Glyphs): Cells {
  const { cluster, alias, status, cause, durationMs } = result;
  const arrow = change === undefined ? ' ' : glyphs.change[change];
  return {
    cluster: printable(cluster),
    alias: printable(alias),
    status: `${status} ${arrow}`,
    cause: printable(cause.code),
    since: elapsed(since, now),
    gateways: gatewaysOf(result),
    ms: String(Math.round(durationMs)),
  };
}

function paintOf(
  column: Column,
  { result, change }: Track,
  { paint, mark }: Screen,
): Piece['paint'] {
  const changed = change !== undefined && change !== 'appeared';
  if (column === 'status')
    return (text) => (changed ? mark(paint(result.status, text)) : paint(result.status, text));
  return changed ? mark : undefined;
}

/** The latest check is on the right. */
function historyOf({ statuses }: Track, left: number, screen: Screen): Piece[] {
  const glyphs = glyphsOf(screen);
  return statuses.slice(-left).map((status) => ({
    text: glyphs.history[status],
    paint: (text) => screen.paint(status, text),
  }));
}

function evidenceOf({ result: { status, cause } }: Track): Piece[][] {
  return status === 'healthy'
    ? []
    : [[{ text: `  ${printable(`${cause.title}: ${cause.evidence}`)}` }]];
}

function glyphsOf({ unicode }: Screen): Glyphs {
  return unicode ? UNICODE : ASCII;
}

/** In code points, which is accurate enough for names of clusters. */
function width(text: string): number {
  return [...text].length;
}

function cut(pieces: readonly Piece[], columns: number): string {
  let left = columns;
  return pieces
    .map(({ text, paint = (same) => same }) => {
      const shown = [...text].slice(0, left).join('');
      left -= width(shown);
      return shown === '' ? '' : paint(shown);
    })
    .join('')
    .trimEnd();
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
