import { html } from 'hono/html';
import type { Finding } from '../../result/finding.ts';
import { type Block, blocksOf, type Step } from '../../result/instructions.ts';
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

interface Item {
  readonly words: readonly string[];
  readonly typed: readonly string[];
}

/** `url`: the address of the checker's own HTTP interface, if it is known. */
function stepList(steps: readonly Step[], url: string | undefined): Html {
  const shown = itemsOf(blocksOf(steps)).map(
    ({ words, typed }) =>
      html`${words.map(paragraph)}${typed.map((one) => block(withOwnUrl(one, url)))}`,
  );
  if (shown.length < 2) return html`${shown}`;
  return html`<ol class="steps">${shown.map((one) => html`<li>${one}</li>\n`)}</ol>`;
}

/** What is typed belongs to the words before it, and so do words that end before a colon. */
function itemsOf(blocks: readonly Block[]): Item[] {
  const starts = blocks.flatMap(({ kind }, index) => {
    const before = blocks[index - 1];
    const leads = before?.kind === 'text' && before.text.endsWith(':');
    return index === 0 || (kind === 'text' && !leads) ? [index] : [];
  });
  return starts.map((start, index) => {
    const those = blocks.slice(start, starts[index + 1]);
    return { words: textsOf(those, 'text'), typed: textsOf(those, 'typed') };
  });
}

function textsOf(blocks: readonly Block[], wanted: Block['kind']): string[] {
  return blocks.filter(({ kind }) => kind === wanted).map((one) => one.text);
}

function paragraph(words: string): Html {
  return html`<p class="words">${printable(words)}</p>\n`;
}

/** The script adds a button that copies it. */
function block(typed: string): Html {
  return html`<div class="typed"><pre>${lines(typed)}</pre></div>\n`;
}
