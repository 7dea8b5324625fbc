/** Formats the results of the benchmark as Markdown. Pure. */

/** `min / median / max`, for each repeated measurement. */
export function spread(values: readonly number[], digits = 2): string {
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[0], median(values), sorted.at(-1)]
    .map((value) => (value ?? Number.NaN).toFixed(digits))
    .join(' / ');
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Ratios round by round, so that a disturbance affects both sides. */
export function ratios(values: readonly number[], base: readonly number[]): number[] {
  return values.map((value, round) => value / (base[round] ?? Number.NaN));
}

export type Cell = string | number;

export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `0.41: met`, or by how much the target is missed. */
export function verdict(value: number, { atMost }: { readonly atMost: number }): string {
  const said = `${value.toFixed(2)}, target ${atMost}`;
  return value <= atMost
    ? `${said}: met`
    : `${said}: missed by ${Math.round((value / atMost - 1) * 100)} %`;
}

/** Replaces the section with the same name, or appends it. */
export function withSection(document: string, name: string, section: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const written = `${begin}\n\n${section.trim()}\n\n${end}`;
  const from = document.indexOf(begin);
  if (from === -1) return `${document.trimEnd()}\n\n${written}\n`;
  return document.slice(0, from) + written + document.slice(document.indexOf(end) + end.length);
}
