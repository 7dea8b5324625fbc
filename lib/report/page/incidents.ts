/** The incidents of one remote: the one that is open, and those that are over. */
import { html } from 'hono/html';
import type { StoredRemote } from '../../store/types.ts';
import type { Html } from './layout.ts';
import { columnTable } from './table.ts';
import { elapsed, moment } from './words.ts';

export function incidentTable({ state: { incident }, pastIncidents = [] }: StoredRemote, now: Date): Html {
  if (incident === undefined && pastIncidents.length === 0) return html`<p class="quiet">None in the last 30 days.</p>`;
  const open = incident === undefined ? [] : [row(incident, { ended: 'still open', until: now })];
  const past = pastIncidents.map((one) => row(one, { ended: moment(one.resolvedAt), until: new Date(one.resolvedAt) }));
  return columnTable({
    caption: 'Incidents',
    heads: ['Opened', 'Resolved', 'Lasted', 'Cause', 'Severity', 'Incident'],
    rows: [...open, ...past],
  });
}

interface Shown {
  readonly id: string;
  readonly openedAt: string;
  readonly cause: string;
  readonly severity: string;
}

function row({ id, openedAt, cause, severity }: Shown, { ended, until }: { readonly ended: string; readonly until: Date }): string[] {
  return [moment(openedAt), ended, elapsed(openedAt, until), cause, severity, id];
}
