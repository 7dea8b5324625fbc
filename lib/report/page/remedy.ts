import { html } from 'hono/html';
import type { Finding } from '../../result/finding.ts';
import { blocksOf, type Step } from '../../result/instructions.ts';
import { withOwnUrl } from '../ownUrl.ts';
import { printable } from '../printable.ts';
import type { Html } from './layout.ts';
import { heading, type Level } from './layout.ts';
import { lines } from './words.ts';

/** The meaning of a cause and its fix. */
export function remedy(
  { meaning, fix, verify, documentation }: Finding,
  level: Level,
  url?: string,
): Html {
  return html`${heading(level, 'How to fix it')}
${stepList(fix, url)}
${heading(level, 'How to verify it')}
${stepList(verify, url)}
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
${stepList(fix, url)}
</details></td></tr>\n`;
}

/** `url`: the address of the checker's own HTTP interface, if it is known. */
function stepList(steps: readonly Step[], url: string | undefined): Html {
  const blocks = blocksOf(steps).map(({ kind, text }) =>
    kind === 'text'
      ? html`<p class="words">${printable(text)}</p>\n`
      : html`<pre>${lines(withOwnUrl(text, url))}</pre>\n`,
  );
  return html`${blocks}`;
}
