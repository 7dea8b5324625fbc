import { html } from 'hono/html';
import type { Finding } from '../../result/finding.ts';
import { printable } from '../printable.ts';
import type { Html } from './layout.ts';
import { lines } from './words.ts';

/** What the cause means and what to do about it. */
export function remedy({ meaning, fix, verify, documentation }: Finding): Html {
  return html`<h3>What it means</h3>
<p class="words">${printable(meaning)}</p>
<h3>How to fix it</h3>
<pre>${lines(fix)}</pre>
<h3>How to verify it</h3>
<pre>${lines(verify)}</pre>
<p><a href="${documentation}">Documentation</a></p>`;
}

/** What else was found. */
export function otherFindings(findings: readonly Finding[]): Html {
  if (findings.length === 0) return html``;
  return html`<h3>Also found</h3>
<table>
${findings.map(({ severity, title, evidence }) => html`<tr><th>${severity}</th><td>${printable(title)}: ${printable(evidence)}</td></tr>\n`)}</table>`;
}
