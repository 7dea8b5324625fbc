/** The causes as Markdown: one page for each cause, and an index by family. */
import {
  ALL_CODES,
  type CauseCode,
  CODES,
  codesOf,
  FAMILIES,
  type Family,
} from '../diagnosis/codes.ts';
import { blocksOf, type Step } from '../result/instructions.ts';
import { explanationOf } from './explain.ts';

/** File name → content, for one folder. */
export function causePages(): Record<string, string> {
  const pages = ALL_CODES.map((code) => [`${code}.md`, causePage(code)]);
  return { 'README.md': index(), ...Object.fromEntries(pages) };
}

function causePage(code: CauseCode): string {
  const { title, severity, side, meaning, verify, fix, documentation } = explanationOf(code);
  return `# ${title}
\`${code}\` · ${severity} · ${FAMILIES[CODES[code].family]} · where the fault is: ${side}

## What it means
${escaped(meaning)}

## How to verify it
${markdown(verify)}

## How to fix it
${markdown(fix)}

---
\`remote-cluster-checker explain ${code}\` prints the same.
[Documentation of Elasticsearch](${documentation}) · [All causes](README.md) ·
[Troubleshooting](../troubleshooting.md)
`;
}

function index(): string {
  const families = (Object.keys(FAMILIES) as Family[]).map((family) => {
    const rows = codesOf(family).map(row).join('');
    return `## ${FAMILIES[family]}\n\n| code | severity | |\n|---|---|---|\n${rows}`;
  });
  return `# Causes
Every cause that the checker can name. Codes never change: they stand in alerts, metrics and
dashboards. A result may have another severity if the evidence asks for it.
[Troubleshooting](../troubleshooting.md) starts from what you see and leads to the cause.

${families.join('\n')}`;
}

function row(code: CauseCode): string {
  const { severity, title } = explanationOf(code);
  return `| [${code}](${code}.md) | ${severity} | ${escaped(title)} |\n`;
}

/** Lines to type become code blocks, other text becomes paragraphs. */
function markdown(steps: readonly Step[]): string {
  return blocksOf(steps)
    .map(({ kind, text }) => (kind === 'text' ? escaped(text) : `\`\`\`\n${text}\n\`\`\``))
    .join('\n\n');
}

/** A request within a sentence. */
const REQUEST = /\b(?:GET|PUT|POST) [^\s,:;)]+/g;

function escaped(text: string): string {
  const requests = text.match(REQUEST) ?? [];
  return text
    .split(REQUEST)
    .map((part, index) => `${escapedPart(part)}${quoted(requests[index])}`)
    .join('');
}

function escapedPart(text: string): string {
  return text.replace(/[\\`*_<>[\]|]/g, '\\$&');
}

function quoted(request: string | undefined): string {
  return request === undefined ? '' : `\`${request}\``;
}
