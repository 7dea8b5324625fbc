/** Everything about one remote cluster. */
import { html } from 'hono/html';
import type { Rollup } from '../../memory/rollups.ts';
import type { HistoryEntry, StoredRemote } from '../../store/types.ts';
import { printable } from '../printable.ts';
import { historyTable } from './historyTable.ts';
import { type Html, layout } from './layout.ts';
import { reloading } from './reloading.ts';
import { causeLines, firstAid, particulars } from './resultSections.ts';
import { valueTable } from './table.ts';
import { uptime } from './uptime/uptime.ts';
import { elapsed, moment } from './words.ts';

export interface RemotePageOptions {
  /** Single checks of the last hours. */
  readonly history: readonly HistoryEntry[];
  /** How far back they go. */
  readonly hours: number;
  /** Those that are over; the remote has the others. */
  readonly rollups: { readonly hour: readonly Rollup[]; readonly day: readonly Rollup[] };
  readonly now: Date;
  readonly isReloading?: boolean;
}

export function remotePage(remote: StoredRemote, { history, hours, rollups, now, isReloading = true }: RemotePageOptions): Html {
  const { cluster, alias, result } = remote;
  const name = `${printable(alias)} from ${printable(cluster)}`;
  const fared = (period: 'hour' | 'day') => uptime([...rollups[period], ...open(remote, period)], { period, now });
  return layout(
    `${result.status}: ${name}`,
    html`<header>
<nav><a href="../../">All remote clusters</a></nav>
<h1>${name}</h1>
${causeLines(result)}
${stateLine(remote, now)}
</header>
<main>
${firstAid(result, 2)}
<h2>How it fared</h2>
${fared('hour')}
${fared('day')}
<h3>Each check of the last ${hours} hours</h3>
${historyTable(history)}
${particulars(result, { level: 2, now })}
</main>
<footer>${reloading({ now, isReloading, query: '' })}</footer>`,
  );
}

function open({ rollups }: StoredRemote, period: 'hour' | 'day'): Rollup[] {
  return rollups === undefined ? [] : [rollups[period]];
}

function stateLine({ state, updatedAt }: StoredRemote, now: Date): Html {
  const { since, incident } = state;
  const ago = (at: string) => `${moment(at)} (${elapsed(at, now)} ago)`;
  return valueTable({
    Checked: ago(updatedAt),
    [`${state.status} since`]: since && ago(since),
    Incident: incident && `${incident.id}, ${incident.cause}, open since ${ago(incident.openedAt)}`,
  });
}
