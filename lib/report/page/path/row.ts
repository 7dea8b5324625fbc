/** The path from left to right, for screens and paper that are wide enough. */
import { html } from 'hono/html';
import type { Html } from '../layout.ts';
import type { Hop } from './hop.ts';
import { colourOf, label, mark, timing } from './mark.ts';

const BOX = { width: 172, height: 92, gap: 20, top: 24 } as const;
const STEP = BOX.width + BOX.gap;
/** Characters of a line in a box. */
const LINE = 25;
const CAUSE = 90;

export function row(hops: readonly Hop[]): Html {
  const width = hops.length * STEP - BOX.gap + 2;
  const hasCause = hops.some(({ cause }) => cause !== undefined);
  const height = BOX.top + BOX.height + (hasCause ? 44 : 4);
  return html`<svg class="path row" viewBox="0 0 ${width} ${height}" aria-hidden="true">
<text class="small" x="1" y="12">asked over HTTP</text><text class="small" x="${STEP + 1}" y="12">walked from where the checker runs</text>
${hops.map((hop, index) => box(hop, index))}${hops.slice(1).map((hop, index) => connector(hop, index))}${hops.map((hop, index) => causeOf(hop, index, hops.length))}</svg>`;
}

function box(hop: Hop, index: number): Html {
  const x = 1 + index * STEP;
  return html`<g class="${colourOf(hop)}"><rect class="hop ${hop.state}" x="${x}" y="${BOX.top}" width="${BOX.width}" height="${BOX.height}" rx="6"/>
${mark(hop, { x: x + 10, y: BOX.top + 9 })}<text class="strong" x="${x + 32}" y="${BOX.top + 22}">${hop.name}</text><text class="plain" x="${x + BOX.width - 9}" y="${BOX.top + 22}" text-anchor="end">${timing(hop)}</text>
<text class="strong" x="${x + 10}" y="${BOX.top + 44}">${label(hop.word, LINE - 2)}</text>
${hop.about.slice(0, 2).map((text, line) => html`<text class="small" x="${x + 10}" y="${BOX.top + 63 + line * 16}">${label(text, LINE)}</text>`)}</g>
`;
}

/** Leads to a hop in the hop's colour; broken where the path is. */
function connector(hop: Hop, before: number): Html {
  const x = 1 + before * STEP + BOX.width;
  const y = BOX.top + BOX.height / 2;
  return html`<path class="way ${hop.state} ${colourOf(hop)}" d="M${x} ${y}h${BOX.gap}"/>
`;
}

/** Where there is more room: to the right in the left half. */
function causeOf({ cause, ...hop }: Hop, index: number, count: number): Html {
  if (cause === undefined) return html``;
  const middle = 1 + index * STEP + BOX.width / 2;
  const isLeft = index < count / 2;
  const bottom = BOX.top + BOX.height;
  return html`<g class="${colourOf(hop)}"><path class="way" d="M${middle} ${bottom}v20h${isLeft ? 12 : -12}"/>
<text class="cause" x="${middle + (isLeft ? 18 : -18)}" y="${bottom + 25}" text-anchor="${isLeft ? 'start' : 'end'}">${label(cause, CAUSE)}</text></g>
`;
}
