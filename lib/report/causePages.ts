/** The cause catalogue as Markdown: one page for each cause, and an index by family. */
import type { CauseCode } from '../diagnosis/catalogue/catalogue.ts';
import { FAMILIES } from '../diagnosis/catalogue/families.ts';
import { explanationOf } from './explain.ts';

/** File name → content, for one folder. */
export function causePages(): Record<string, string> {
  const pages = FAMILIES.flatMap(({ title, codes }) =>
    codes.map((code) => [`${code}.md`, causePage(code, title)]),
  );
  return { 'README.md': index(), ...Object.fromEntries(pages) };
}

function causePage(code: CauseCode, family: string): string {
  const { title, severity, meaning, verify, fix, documentation } = explanationOf(code);
  return `# ${title}
\`${code}\` · ${severity} · ${family}

## What it means
${markdown(meaning)}

## How to verify it
${markdown(verify)}

## How to fix it
${markdown(fix)}

---
\`remote-cluster-checker explain ${code}\` prints the same. [Documentation of Elasticsearch](${documentation}) · [All causes](README.md) ·
[Troubleshooting](../troubleshooting.md)
`;
}

function index(): string {
  const families = FAMILIES.map(
    ({ title, codes }) =>
      `## ${title}\n\n| code | severity | |\n|---|---|---|\n${codes.map(row).join('')}`,
  );
  return `# Causes
What the checker can name. Codes never change: they stand in alerts, metrics and dashboards. A severity may differ where the evidence asks for
another. [Troubleshooting](../troubleshooting.md) goes the other way, from what is seen to the cause.

${families.join('\n')}`;
}

function row(code: CauseCode): string {
  const { severity, title } = explanationOf(code);
  return `| [${code}](${code}.md) | ${severity} | ${escaped(title)} |\n`;
}

/** A request, its body, a command, or a setting on its own line. */
const TO_TYPE =
  /^(?:GET|PUT|POST|DELETE) \S+$|^\{|^bin\/|^(?:openssl|curl|nc|getent|printf|timeout) |^[a-z_.]+: (?:\S+|<.+>)$/;

/** The same inside a sentence. */
const WITHIN =
  /\b(?:GET|PUT|POST|DELETE) [^\s,:;)]+(?:[,:][^\s,:;)]+)*|(?<=: )(?:nc|getent|ip|curl) .*$/g;

/** Lines to type become code blocks, other lines become paragraphs. */
function markdown(text: string): string {
  const lines = text.split('\n').map((line) => ({ line, isToType: TO_TYPE.test(line) }));
  return lines
    .map(({ line, isToType }, index) => {
      if (!isToType) return escaped(line);
      const opens = lines[index - 1]?.isToType !== true;
      const closes = lines[index + 1]?.isToType !== true;
      return `${opens ? '\n```\n' : ''}${line}${closes ? '\n```\n' : ''}`;
    })
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function escaped(text: string): string {
  const codes = text.match(WITHIN) ?? [];
  return text
    .split(WITHIN)
    .map(
      (part, index) =>
        `${part.replace(/[\\`*_<>[\]|]/g, '\\$&')}${codes[index] === undefined ? '' : `\`${codes[index]}\``}`,
    )
    .join('');
}
