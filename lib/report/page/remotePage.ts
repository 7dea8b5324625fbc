/** Everything about one remote cluster. */
import { html } from 'hono/html';
import type { CheckResult } from '../../result/result.ts';
import type { HistoryEntry, StoredRemote } from '../../store/types.ts';
import { evidenceLines } from '../evidence.ts';
import { printable } from '../printable.ts';
import { otherFindings, remedy } from './finding.ts';
import { historyTable } from './historyTable.ts';
import { badge, type Html, layout } from './layout.ts';
import { localNodesTable } from './localNodesTable.ts';
import { pathFigure } from './path/figure.ts';
import { elapsed, moment } from './words.ts';

export interface RemotePageOptions {
  readonly history: readonly HistoryEntry[];
  /** How far back the history goes. */
  readonly hours: number;
  readonly now: Date;
}

export function remotePage(remote: StoredRemote, { history, hours, now }: RemotePageOptions): Html {
  const { cluster, alias, result } = remote;
  const { status, cause, findings } = result;
  const name = `${printable(alias)} from ${printable(cluster)}`;
  return layout(
    `${status}: ${name}`,
    html`<header>
<p><a href="../../">All remote clusters</a></p>
<h1>${name}</h1>
<p>${badge(status)} ${printable(cause.title)}</p>
<p class="words">${printable(cause.evidence)}</p>
</header>
<main>
${pathFigure(result)}
${status === 'healthy' ? '' : remedy(cause)}
${otherFindings(findings)}
<h2>State</h2>
${stateTable(remote, now)}
<h2>Registration</h2>
${registrationTable(result)}
${localNodesTable(result.localNodes)}<h2>What the witnesses said</h2>
<pre>${evidenceLines(result).map(printable).join('\n')}</pre>
<h2>Last ${hours} hours</h2>
${historyTable(history)}
</main>`,
  );
}

/** Rows without a value are left out. */
function table(rows: Readonly<Record<string, string | undefined>>): Html {
  const shown = Object.entries(rows).filter(([, value]) => value !== undefined);
  return html`<table>
${shown.map(([name, value = '']) => html`<tr><th>${name}</th><td>${printable(value)}</td></tr>\n`)}</table>`;
}

function stateTable({ state, result, updatedAt }: StoredRemote, now: Date): Html {
  const ago = (at: string) => `${moment(at)} (${elapsed(at, now)} ago)`;
  const { since, incident } = state;
  return table({
    Checked: ago(result.checkedAt),
    Stored: ago(updatedAt),
    [`${state.status} since`]: since && ago(since),
    Incident: incident && `${incident.id}, ${incident.cause}, opened ${ago(incident.openedAt)}`,
  });
}

function registrationTable({ mode, securityModel, seeds, proxyAddress, serverName, skipUnavailable, ...rest }: CheckResult): Html {
  const { local, remote } = rest.versions;
  return table({
    'Connection mode': mode,
    'Security model': securityModel,
    Seeds: seeds.join(', ') || undefined,
    'Proxy address': proxyAddress,
    'Server name': serverName,
    skip_unavailable: skipUnavailable === undefined ? undefined : String(skipUnavailable),
    Versions: `${local.join(', ') || 'unknown'} → ${remote.join(', ') || 'unknown'}`,
    'Remote cluster UUID': rest.remoteClusterUuid,
  });
}
