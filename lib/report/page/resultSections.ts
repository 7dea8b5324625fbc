/** Everything that one result tells, the cause and the way there first. */
import { html } from 'hono/html';
import type { Calendar } from '../../result/expiry.ts';
import type { CheckResult } from '../../result/result.ts';
import { evidenceLines } from '../evidence.ts';
import { printable } from '../printable.ts';
import { expiryTimeLine } from './expiry/timeLine.ts';
import { otherFindings, remedy } from './finding.ts';
import { gatewayTable } from './gateways.ts';
import { heading, type Level } from './heading.ts';
import { badge, type Html } from './layout.ts';
import { localNodesTable } from './localNodesTable.ts';
import { pathFigure } from './path/figure.ts';
import { valueTable } from './table.ts';
import { versionTable } from './versions.ts';

/** Status and cause, to stand below the name of the remote. */
export function causeLines({ status, cause }: CheckResult): Html {
  return html`<p class="cause">${badge(status)} <strong>${printable(cause.title)}</strong></p>
<p class="words">${printable(cause.evidence)}</p>`;
}

/** What an engineer needs at first: the picture of the path, and what to do. */
export function firstAid(result: CheckResult, level: Level): Html {
  const { status, cause, findings } = result;
  return html`${pathFigure(result)}
${status === 'healthy' ? '' : remedy(cause, level)}
${otherFindings(findings, level)}`;
}

const MOST_EXPIRIES = 40;

/** All that it is judged from. */
export function particulars(result: CheckResult, { level, calendar }: { readonly level: Level; readonly calendar: Calendar }): Html {
  const gateways = gatewayTable(result);
  return html`${heading(level, 'Registration')}
${registrationTable(result)}
${localNodesTable(result.localNodes, level)}${heading(level, 'Versions')}
${versionTable(result)}
${gateways === undefined ? '' : html`${heading(level, 'Gateway nodes')}\n${gateways}`}
${heading(level, 'Certificates, keys and licences')}
${expiryTimeLine(calendar, { mostRows: MOST_EXPIRIES })}
${heading(level, 'What the witnesses said')}
<pre tabindex="0">${evidenceLines(result).map(printable).join('\n')}</pre>`;
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
