/** What needs attention, each problem in three lines that open to the whole fix. */
import { html } from 'hono/html';
import { blocksOf, type Step } from '../../result/instructions.ts';
import { cut } from '../../state/incident/about.ts';
import type { StoredRemote } from '../../store/remotes.ts';
import { withOwnUrl } from '../ownUrl.ts';
import { printable } from '../printable.ts';
import { type Attention, attentionOf } from './attention.ts';
import { type Html, icon, isOld } from './layout.ts';
import { otherFindings, remedy } from './remedy.ts';
import { elapsed, remotePath, timeOf } from './words.ts';

export interface AttentionOptions {
  readonly now: Date;
  /** Address of the HTTP API, for requests to it. */
  readonly url?: string | undefined;
}

const MOST_GROUPS = 40;
/** The whole fix is long. The page of each remote has it too. */
const MOST_FIXES = 15;

/** Empty if all is well. */
export function attentionList(
  remotes: readonly StoredRemote[],
  { now, url }: AttentionOptions,
): Html {
  const groups = attentionOf(remotes);
  if (groups.length === 0) return html``;
  const left = groups.length - MOST_GROUPS;
  const shown = groups
    .slice(0, MOST_GROUPS)
    .map((group, index) => item(group, { now, url, hasFix: index < MOST_FIXES }));
  return html`<h2 id="attention">Needs attention</h2>
<div class="groups">
${shown}</div>${left > 0 ? html`<p class="quiet">${left} more problems are not shown here. Filter them by cause, or follow the table below.</p>` : ''}`;
}

type ItemOptions = AttentionOptions & { readonly hasFix: boolean };

function item(group: Attention, { now, url, hasFix }: ItemOptions): Html {
  const [first] = group.remotes as [StoredRemote];
  const { cause, findings } = first.result;
  const fix = hasFix
    ? html`${remedy(cause, 3, url)}
${group.remotes.length === 1 ? otherFindings(findings, 3, url) : ''}`
    : html`<p><a href="${remotePath(first)}">Evidence and the whole fix</a></p>`;
  return html`<details class="group fix" data-key="${printable(group.id)}">
<summary>${icon(group.status)}<span class="what"><span class="unseen">${group.status}: </span><strong>${printable(group.title)}</strong> ${consequences(group)}<span class="whom">${who(group)} ${where(group)}</span></span>
<span class="since">${age(group, now)}</span>
<span class="line step">${firstStep(cause.fix, url)}</span></summary>
<div class="inside">
${links(group, now)}
${fix}
</div>
</details>
`;
}

const NAMES_AT_MOST = 3;

/** `orders, logs and 3 more remote clusters` */
function who({ remotes }: Attention): string {
  const aliases = [...new Set(remotes.map(({ alias }) => alias))];
  const more = aliases.length - NAMES_AT_MOST;
  const names = aliases.slice(0, NAMES_AT_MOST).map((name) => printable(cut(name, 60)));
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

function age({ since, remotes }: Attention, now: Date): Html | string {
  const old = remotes.filter((remote) => isOld(remote, now));
  if (old.length === remotes.length && old[0] !== undefined)
    return html`<strong>checked ${elapsed(old[0].updatedAt, now)} ago</strong>`;
  return since === undefined ? '' : `for ${elapsed(since, now)}`;
}

function consequences({ severity, consequences: all }: Attention): Html {
  const name = severity === 'critical' || severity === 'error' ? 'tag critical' : 'tag';
  return html`${all.map((one) => html`<span class="${name}">${one}</span> `)}`;
}

const CLUSTERS_AT_MOST = 4;

function where({ clusters, suspect, remotes }: Attention): Html {
  const more = clusters.length - CLUSTERS_AT_MOST;
  const names = clusters.slice(0, CLUSTERS_AT_MOST).map((name) => printable(cut(name, 60)));
  const from = `from ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const count = remotes.length > 1 ? `, ${remotes.length} registrations` : '';
  const look = suspect === undefined ? '' : `. Look first at ${printable(cut(suspect, 160))}`;
  return html`<span class="quiet">${from}${count}${look}</span>`;
}

const STEP_LENGTH = 170;

/** The first thing to do, in one line: its words, and what is typed if the words lead to it. */
function firstStep(fix: readonly Step[], url: string | undefined): Html {
  const blocks = blocksOf(fix);
  const count = blocks.findIndex(({ kind, text }) => kind === 'typed' || !text.endsWith(':'));
  const leading = blocks.slice(0, Math.max(count, 1)).filter(({ kind }) => kind === 'text');
  const words = firstSentences(leading.map(({ text }) => text).join(' '));
  const next = blocks[leading.length];
  const line =
    words.isWhole && next?.kind === 'typed' ? withOwnUrl(next.text, url).split('\n')[0] : undefined;
  return html`<b>First step:</b> ${printable(words.text)}${line === undefined ? '' : html` <code>${printable(cut(line, 120))}</code>`}`;
}

/** As many sentences as fit. */
function firstSentences(text: string): { readonly text: string; readonly isWhole: boolean } {
  if (text.length <= STEP_LENGTH) return { text, isWhole: true };
  const end = text.lastIndexOf('. ', STEP_LENGTH);
  return { text: end > 0 ? text.slice(0, end + 1) : cut(text, STEP_LENGTH), isWhole: false };
}

const LINKS_AT_MOST = 12;

function links({ remotes, since }: Attention, now: Date): Html {
  const left = remotes.length - LINKS_AT_MOST;
  const rows = remotes.slice(0, LINKS_AT_MOST).map((remote) => link(remote, now));
  return html`<ul class="names">${rows}${left > 0 ? html`<li class="quiet">and ${left} more in the table below</li>` : ''}</ul>
${since === undefined ? '' : html`<p class="quiet">Since ${timeOf(since)}.</p>`}
<p class="quiet words">${remotes[0] && printable(remotes[0].result.cause.evidence)}</p>`;
}

function link(remote: StoredRemote, now: Date): Html {
  const { incident } = remote.state;
  const isAcknowledged =
    incident?.acknowledged !== undefined && Date.parse(incident.acknowledged.until) > now.getTime();
  return html`<li><a href="${remotePath(remote)}">${printable(`${remote.alias} from ${remote.cluster}`)}</a>${incident === undefined ? '' : html` <a class="quiet" href="incidents#i-${incident.id}">incident ${incident.id}${isAcknowledged ? ', acknowledged' : ''}</a>`}</li>`;
}
