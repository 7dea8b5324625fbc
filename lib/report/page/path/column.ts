/** The path from top to bottom, for narrow screens. */
import { html } from 'hono/html';
import type { Html } from '../layout.ts';
import type { Hop } from './hop.ts';
import { colourOf, label, mark, timing } from './mark.ts';

const WIDTH = 340;
const HOP_HEIGHT = 48;
const CAUSE_HEIGHT = 22;
const TEXT_X = 30;

export function column(hops: readonly Hop[]): Html {
  return html`<svg class="path column" viewBox="0 0 ${WIDTH} ${heightOf(hops)}" aria-hidden="true">
${hops.map((hop, index) => step(hop, heightOf(hops.slice(0, index)), hops[index + 1]))}</svg>`;
}

function heightOf(hops: readonly Hop[]): number {
  const causes = hops.filter((hop) => hop.cause !== undefined).length;
  return hops.length * HOP_HEIGHT + causes * CAUSE_HEIGHT;
}

function step(hop: Hop, top: number, next: Hop | undefined): Html {
  const way = next && html`<path class="way ${next.state} ${colourOf(next)}" d="M10 ${top + 22}v${heightOf([hop]) - 22}"/>`;
  return html`<g class="${colourOf(hop)}">${mark(hop, { x: 2, y: top + 3 })}<text class="strong" x="${TEXT_X}" y="${top + 16}">${hop.name}</text>
<text class="strong" x="${TEXT_X + 100}" y="${top + 16}">${label(hop.word, 20)}</text><text class="plain" x="${WIDTH - 2}" y="${top + 16}" text-anchor="end">${timing(hop)}</text>
<text class="small" x="${TEXT_X}" y="${top + 33}">${label(hop.about.join(', '), 46)}</text>${cause(hop, top)}</g>${way ?? ''}
`;
}

function cause({ cause: title }: Hop, top: number): Html {
  return title === undefined ? html`` : html`<text class="cause" x="${TEXT_X}" y="${top + 54}">${label(title, 46)}</text>`;
}
