/** The nodes of the remote cluster, and whether a local node would take each as a gateway. */
import { html } from 'hono/html';
import type { CheckResult, Gateway, Status } from '../../result/result.ts';
import { ASKED_AS } from '../evidence.ts';
import { printable } from '../printable.ts';
import { badge, type Html } from './layout.ts';
import { columnTable } from './table.ts';

const MAX_NODES = 50;

/** Those in trouble first. Undefined in proxy mode, which knows no gateways. */
export function gatewayTable(result: CheckResult): Html | undefined {
  const { source, hint, nodes } = result.gateways;
  if (source === 'not-applicable') return undefined;
  if (source === 'not-known') return html`<p class="words">${printable(hint ?? 'The gateway nodes are not known')}</p>`;
  const sorted = nodes.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  const left = sorted.length - MAX_NODES;
  return html`<p class="words">${printable(listedBy(result))}</p>
${columnTable({
  caption: `Nodes of ${printable(result.alias)}`,
  heads: ['Node', 'Address', 'Gateway', 'Reachable', 'Version', 'Roles', 'Why'],
  rows: sorted.slice(0, MAX_NODES).map(row),
})}${left > 0 ? html`<p class="quiet">${left} more nodes are left out.</p>` : ''}`;
}

/** In sniff mode a local node learns the gateways from a seed: the one whose list it would go by, or else one that answered. */
function listedBy({ gateways: { source, seed }, witnesses }: CheckResult): string {
  const answered = witnesses.sniff.filter(({ outcome }) => outcome === 'answered');
  const [asked] = seed === undefined ? answered : answered.filter((witness) => witness.seed === seed);
  if (asked === undefined) return 'Listed by the HTTP port of the remote.';
  const { as, node, durationMs } = asked;
  const name = node === undefined ? '' : ` (${node.name})`;
  const too = source === 'both' ? '; the HTTP port of the remote lists them too' : '';
  return `Listed in ${Math.round(durationMs)} ms by the seed ${asked.seed}${name}, as it lists them to a local node, asked ${ASKED_AS[as]}${too}.`;
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
