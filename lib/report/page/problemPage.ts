/** What a browser shows for a request that has no answer. */
import { html } from 'hono/html';
import { printable } from '../printable.ts';
import { type Html, layout, navigation } from './layout.ts';

export interface ProblemWords {
  /** The HTTP status in words. */
  readonly title: string;
  readonly detail: string;
  /** From the page to the overview: `./`, or `../../`. */
  readonly root: string;
}

export function problemPage({ title, detail, root }: ProblemWords): Html {
  return layout(
    `${title} – Remote clusters`,
    html`${navigation(root)}
<main id="content">
<h1>${title}</h1>
<p class="words">${printable(detail)}.</p>
<p><a href="${root}">All remote clusters</a></p>
</main>`,
    { root, status: 'unknown' },
  );
}
