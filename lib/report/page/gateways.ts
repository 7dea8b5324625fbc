/** The nodes of the remote cluster, and whether a local node would take each as a gateway. */
import { html } from 'hono/html';
import type { CheckResult, Gateway, Status } from '../../result/result.ts';
import { printable } from '../printable.ts';
import { badge, type Html } from './layout.ts';
import { columnTable } from './table.ts';

const MAX_NODES = 50;

/** Those in trouble first. Undefined in proxy mode, which knows no gateways. */
export function gatewayTable({ alias, gateways: { source, hint, nodes } }: CheckResult): Html | undefined {
  if (source === 'not-applicable') return undefined;
  if (source === 'not-known') return html`<p class="words">${printable(hint ?? 'The gateway nodes are not known')}</p>`;
  const sorted = nodes.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  const left = sorted.length - MAX_NODES;
  return html`${columnTable({
    caption: `Nodes of ${printable(alias)}`,
    heads: ['Node', 'Address', 'Gateway', 'Reachable', 'Version', 'Roles', 'Why'],
    rows: sorted.slice(0, MAX_NODES).map(row),
  })}${left > 0 ? html`<p class="quiet">${left} more nodes are left out.</p>` : ''}`;
}

/** Unreachable gateways first; who is no gateway is of no concern. */
function rank({ eligible, reachable }: Gateway): number {
  return eligible ? ['no', 'unknown', 'yes'].indexOf(reachable) : 3;
}

function row(node: Gateway): (string | Html)[] {
  const { name, publishAddress = 'none', version, roles, reason } = node;
  return [name, publishAddress, place(node), reachability(node), version, roles.join(', '), reason];
}

/** A local node takes as many of the eligible as it wants connections. */
function place({ eligible, chosen }: Gateway): string {
  if (!eligible) return 'not eligible';
  return chosen ? 'eligible, chosen' : 'eligible';
}

const REACHED = { yes: 'healthy', no: 'failing', unknown: 'unknown' } as const satisfies Record<Gateway['reachable'], Status>;

function reachability({ eligible, reachable }: Gateway): Html | string {
  return eligible ? badge(REACHED[reachable], reachable) : reachable;
}
