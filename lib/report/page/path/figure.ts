/** The picture of the path to a remote cluster. */
import { html } from 'hono/html';
import type { CheckResult } from '../../../result/result.ts';
import { printable } from '../../printable.ts';
import type { Html } from '../layout.ts';
import { column } from './column.ts';
import type { Hop } from './hop.ts';
import { hopsOf } from './hops.ts';
import { timing } from './mark.ts';
import { row } from './row.ts';

/** Drawn twice: the style sheet shows the one that fits. Whoever cannot see it is read the same as a list. */
export function pathFigure(result: CheckResult): Html {
  const hops = hopsOf(result);
  return html`<figure class="way-there">
${row(hops)}
${column(hops)}
<ol class="unseen">
${hops.map(item)}</ol>
</figure>`;
}

function item(hop: Hop): Html {
  const told = [`${hop.name}: ${WORDS[hop.state]}`, hop.word, timing(hop), ...hop.about].filter((text) => text !== '');
  return html`<li>${printable(told.join(', '))}${hop.cause === undefined ? '' : `. The cause lies here: ${printable(hop.cause)}`}</li>
`;
}

const WORDS = { ok: 'fine', impaired: 'impaired', broken: 'broken', 'not-measured': 'not measured' } as const;
