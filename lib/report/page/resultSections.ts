/** The sections of one result, cause and path first. */
import { html } from 'hono/html';
import type { Calendar } from '../../result/expiry.ts';
import type { CheckResult, Gateway, Status, Verdict } from '../../result/result.ts';
import type { LocalNode } from '../../result/witness.ts';
import { ASKED_AS, evidenceLines } from '../evidenceLines.ts';
import { groupNodes, type NodeGroup, yesOrNo } from '../localNodes.ts';
import { natural } from '../naturalOrder.ts';
import { printable } from '../printable.ts';
import { consequenceOf } from './attention.ts';
import { expiryTimeLine } from './expiryPage.ts';
import { columnTable, valueTable } from './htmlTable.ts';
import { badge, type Html, heading, type Level } from './layout.ts';
import { pathFigure } from './path/figure.ts';
import { otherFindings, remedy } from './remedy.ts';

/** Status and cause, for the line below the name of the remote. */
export function causeLines({ status, cause }: CheckResult): Html {
  return html`<p class="cause">${badge(status)} <strong>${printable(cause.title)}</strong></p>
<p class="words">${printable(cause.evidence)}</p>`;
}

/** Cause and fix, for the page of one remote. */
export function causeCard(result: CheckResult, url?: string): Html {
  const { status, cause, findings } = result;
  const consequence =
    status === 'healthy' ? '' : html` <span class="tag">${consequenceOf(result)}</span>`;
  return html`<section class="card lead ${status}">
<h2>Cause</h2>
${causeLines(result)}
<p>${consequence}</p>
${status === 'healthy' ? '' : remedy(cause, 3, url)}
${otherFindings(findings, 3, url)}
</section>`;
}

/** The first information for an engineer: the picture of the path, and the fix. */
export function firstAid(result: CheckResult, level: Level, url?: string): Html {
  const { status, cause, findings } = result;
  return html`${pathFigure(result)}
${status === 'healthy' ? '' : remedy(cause, level, url)}
${otherFindings(findings, level, url)}`;
}

const MOST_EXPIRIES = 40;

interface ParticularsOptions {
  readonly level: Level;
  readonly calendar: Calendar;
  /** Whether each section is a card of its own. */
  readonly isPage?: boolean;
}

/** All evidence for the result, the raw evidence first. */
export function particulars(
  result: CheckResult,
  { level, calendar, isPage = false }: ParticularsOptions,
): Html {
  const sections: readonly (readonly [string, Html | undefined])[] = [
    [
      'Raw evidence',
      html`<pre tabindex="0">${evidenceLines(result).map(printable).join('\n')}</pre>`,
    ],
    ['Registration', registrationTable(result)],
    ['Local nodes', localNodesTable(result.localNodes)],
    ['Versions', versionTable(result)],
    ['Gateway nodes', gatewayTable(result)],
    ['Certificates, keys and licenses', expiryTimeLine(calendar, { mostRows: MOST_EXPIRIES })],
  ];
  return html`${sections.map(([title, content]) => {
    if (content === undefined) return '';
    const section = html`${heading(level, title)}\n${content}`;
    return isPage ? html`<section class="card">${section}</section>\n` : html`${section}\n`;
  })}`;
}

function registrationTable({
  mode,
  securityModel,
  seeds,
  proxyAddress,
  serverName,
  skipUnavailable,
  remoteClusterUuid,
}: CheckResult): Html {
  return valueTable({
    'Connection mode': mode,
    'Security model': securityModel,
    Seeds: seeds.join(', ') || undefined,
    'Proxy address': proxyAddress,
    'Server name': serverName,
    skip_unavailable: skipUnavailable === undefined ? undefined : String(skipUnavailable),
    'Remote cluster UUID': remoteClusterUuid,
  });
}

/** The nodes of the remote cluster, and whether a local node would use each as a gateway. */

const MAX_NODES = 50;

/** Problems first. Undefined in proxy mode, which has no gateway nodes. */
export function gatewayTable(result: CheckResult): Html | undefined {
  const { source, hint, nodes } = result.gateways;
  if (source === 'not-applicable') return undefined;
  if (source === 'not-known')
    return html`<p class="words">${printable(hint ?? 'The gateway nodes are not known')}</p>`;
  const sorted = nodes.toSorted((a, b) => rank(a) - rank(b) || natural(a.name, b.name));
  const left = sorted.length - MAX_NODES;
  return html`<p class="words">${printable(listedBy(result))}</p>
${columnTable({
  caption: `Nodes of ${printable(result.alias)}`,
  heads: ['Node', 'Address', 'Gateway', 'Reachable', 'Version', 'Roles', 'Why'],
  rows: sorted.slice(0, MAX_NODES).map(gatewayRow),
})}${left > 0 ? html`<p class="quiet">${left} more nodes are left out.</p>` : ''}`;
}

/**
 * In sniff mode a local node reads the gateway nodes from a seed. Returns the seed whose list the
 * local node would use, or else any seed that answered.
 */
function listedBy({ gateways: { source, seed }, witnesses }: CheckResult): string {
  const answered = witnesses.sniff.filter(({ outcome }) => outcome === 'answered');
  const [asked] =
    seed === undefined ? answered : answered.filter((witness) => witness.seed === seed);
  if (asked === undefined) return 'Listed by the HTTP port of the remote.';
  const { as, node, durationMs } = asked;
  const name = node === undefined ? '' : ` (${node.name})`;
  const too = source === 'both' ? '; the HTTP port of the remote lists them too' : '';
  return `Listed in ${Math.round(durationMs)} ms by the seed ${asked.seed}${name}, as it lists them to a local node, asked ${ASKED_AS[as]}${too}.`;
}

/** Unreachable gateway nodes first, nodes that are not eligible last. */
function rank({ eligible, reachable }: Gateway): number {
  return eligible ? ['no', 'unknown', 'yes'].indexOf(reachable) : 3;
}

function gatewayRow(node: Gateway): (string | Html)[] {
  const { name, publishAddress = 'none', version, roles, reason } = node;
  return [name, publishAddress, place(node), reachability(node), version, roles.join(', '), reason];
}

/** A local node chooses as many eligible nodes as it needs connections. */
function place({ eligible, chosen }: Gateway): string {
  if (!eligible) return 'not eligible';
  return chosen ? 'eligible, chosen' : 'eligible';
}

const REACHED = { yes: 'healthy', no: 'failing', unknown: 'unknown' } as const satisfies Record<
  Gateway['reachable'],
  Status
>;

function reachability({ eligible, reachable }: Gateway): Html | string {
  return eligible ? badge(REACHED[reachable], reachable) : reachable;
}

/** The versions of both sides, and what Elastic supports between them. */
export function versionTable({
  versions: { local, remote, wire, search, replication },
}: CheckResult): Html {
  return valueTable({
    Versions: `${local.join(', ') || 'unknown'} → ${remote.join(', ') || 'unknown'}`,
    Connection: verdict(wire),
    Search: verdict(search),
    Replication: verdict(replication),
  });
}

const STATUS_OF = {
  supported: 'healthy',
  unsupported: 'failing',
  unknown: 'unknown',
} as const satisfies Record<Verdict['verdict'], Status>;

function verdict(given: Verdict): Html {
  return html`${badge(STATUS_OF[given.verdict], given.verdict)} <span class="quiet">${printable(given.why)}</span>`;
}

/** Which local nodes can use the remote. */

/** Undefined if an older version of the checker stored the result without this data. */
export function localNodesTable(localNodes: readonly LocalNode[] | undefined): Html | undefined {
  if (localNodes === undefined || localNodes.length === 0) return undefined;
  return columnTable({
    caption: 'Local nodes',
    heads: ['Nodes', 'Can use it', 'Role', 'API key', 'Connected', 'Why'],
    rows: groupNodes(localNodes).map(nodeRow),
  });
}

function nodeRow({ canUse, hasRole, hasKey, connected, nodes, why }: NodeGroup): string[] {
  return [nodes.join(', '), canUse, yesOrNo(hasRole), yesOrNo(hasKey), yesOrNo(connected), why];
}
