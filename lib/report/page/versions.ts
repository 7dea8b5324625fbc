import { html } from 'hono/html';
import type { CheckResult, Status, Verdict } from '../../result/result.ts';
import { printable } from '../printable.ts';
import { badge, type Html } from './layout.ts';
import { valueTable } from './table.ts';

/** Which versions meet, and what is supported between them. */
export function versionTable({ versions: { local, remote, wire, search, replication } }: CheckResult): Html {
  return valueTable({
    Versions: `${local.join(', ') || 'unknown'} → ${remote.join(', ') || 'unknown'}`,
    Connection: verdict(wire),
    Search: verdict(search),
    Replication: verdict(replication),
  });
}

const STATUS_OF = { supported: 'healthy', unsupported: 'failing', unknown: 'unknown' } as const satisfies Record<
  Verdict['verdict'],
  Status
>;

function verdict(given: Verdict): Html {
  return html`${badge(STATUS_OF[given.verdict], given.verdict)} <span class="quiet">${printable(given.why)}</span>`;
}
