import { html } from 'hono/html';
import type { Finding } from '../../result/finding.ts';
import { withOwnUrl } from '../ownUrl.ts';
import { printable } from '../printable.ts';
import { type Html, heading, type Level } from './layout.ts';
import { lines } from './words.ts';

/** The meaning of a cause and its fix. */
export function remedy(
  { meaning, fix, verify, documentation }: Finding,
  level: Level,
  url?: string,
): Html {
  return html`${heading(level, 'How to fix it')}
<pre>${lines(withOwnUrl(fix, url))}</pre>
${heading(level, 'How to verify it')}
<pre>${lines(verify)}</pre>
${heading(level, 'What it means')}
<p class="words">${printable(meaning)} <a href="${documentation}">Documentation</a></p>`;
}

/** Findings besides the cause. */
export function otherFindings(findings: readonly Finding[], level: Level, url?: string): Html {
  if (findings.length === 0) return html``;
  return html`${heading(level, 'Also found')}
<table class="values"><tbody>
${findings.map((finding) => row(finding, url))}</tbody></table>`;
}

function row({ severity, title, evidence, meaning, fix }: Finding, url: string | undefined): Html {
  return html`<tr><th scope="row">${severity}</th><td><strong>${printable(title)}</strong> ${printable(evidence)}
<details><summary>What it means, and how to fix it</summary>
<p class="words">${printable(meaning)}</p>
<pre>${lines(withOwnUrl(fix, url))}</pre>
</details></td></tr>\n`;
}
