import { html } from 'hono/html';
import type { Finding } from '../../result/finding.ts';
import { printable } from '../printable.ts';
import { heading, type Level } from './heading.ts';
import type { Html } from './layout.ts';
import { lines } from './words.ts';

/** What to do about the cause, and what it means. */
export function remedy({ meaning, fix, verify, documentation }: Finding, level: Level): Html {
  return html`${heading(level, 'How to fix it')}
<pre>${lines(fix)}</pre>
${heading(level, 'How to verify it')}
<pre>${lines(verify)}</pre>
${heading(level, 'What it means')}
<p class="words">${printable(meaning)} <a href="${documentation}">Documentation</a></p>`;
}

/** What else was found. */
export function otherFindings(findings: readonly Finding[], level: Level): Html {
  if (findings.length === 0) return html``;
  return html`${heading(level, 'Also found')}
<table class="values"><tbody>
${findings.map(row)}</tbody></table>`;
}

function row({ severity, title, evidence }: Finding): Html {
  return html`<tr><th scope="row">${severity}</th><td><strong>${printable(title)}</strong> ${printable(evidence)}</td></tr>\n`;
}
