/**
 * The style sheet of all pages. It is inline, and the content security policy allows it by its
 * hash.
 */
import { createHash } from 'node:crypto';
import { COMPONENTS } from './styleComponents.ts';

/**
 * Color tokens: text on `--paper`, `--card` and `--soft` has a contrast of 4.5 or more (AA).
 * Spacing is a multiple of 4 px, type has five sizes.
 */
const TOKENS = `
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #ffffff; --soft: #eef0f4; --line: #d9dde4; --edge: #838d99;
  --ink: #171b22; --quiet: #545e6b; --link: #0b5cad;
  --failing: #b42318; --degraded: #8a5300; --unknown: #4a5b8c; --healthy: #1a7040;
  --failing-bar: #d92d20; --degraded-bar: #e09b1a; --unknown-bar: #8b9ac9; --healthy-bar: #3fa76b;
  --xs: 0.75rem; --s: 0.8125rem; --m: 0.9375rem; --l: 1.125rem; --xl: 1.5rem;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1216; --card: #171b21; --soft: #20262e; --line: #303842; --edge: #75808d;
    --ink: #e6e9ee; --quiet: #a3adb9; --link: #7cb7ff;
    --failing: #ff8a7d; --degraded: #eab354; --unknown: #a3b4ea; --healthy: #6fcf97;
    --failing-bar: #f0564a; --degraded-bar: #d99a2b; --unknown-bar: #7083c4; --healthy-bar: #2f8f5b;
  }
}
`;

const BASE = `
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: var(--m)/1.5 system-ui, -apple-system, "Segoe UI", sans-serif;
}
.page { margin: 0 auto; padding: 0 1rem 3rem; max-width: 80rem; }
h1 { margin: 0; font-size: var(--xl); line-height: 1.25; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 1.25rem 0 0.4rem; font-size: var(--l); line-height: 1.3; overflow-wrap: anywhere; }
h3, h4 { margin: 1rem 0 0.25rem; font-size: var(--m); }
p { margin: 0.25rem 0; }
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible, summary:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
pre, code, .words { overflow-wrap: anywhere; }
pre, code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
pre {
  margin: 0.25rem 0; padding: 0.5rem 0.75rem; white-space: pre-wrap; font-size: var(--s); line-height: 1.5;
  background: var(--soft); border-radius: 6px;
}
footer { margin-top: 2rem; font-size: var(--s); }
.quiet { color: var(--quiet); font-weight: normal; }
.unseen { position: absolute; width: 1px; height: 1px; margin: 0; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.failing { color: var(--failing); }
.degraded { color: var(--degraded); }
.unknown { color: var(--unknown); }
.healthy { color: var(--healthy); }
.status { display: inline-flex; align-items: center; align-self: start; vertical-align: bottom; gap: 0.4rem; font-weight: 600; white-space: nowrap; }
.status svg, .icon { width: 1em; height: 1em; flex: none; }
.status svg, svg.status, .icon { fill: currentColor; }
.hollow { fill: none; stroke: currentColor; stroke-width: 2.5; }
.mark { fill: none; stroke: var(--card); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.counts { display: inline-flex; flex-wrap: wrap; gap: 0.25rem 1rem; font-size: var(--s); }
`;

const NARROW = `
@media (max-width: 40rem) {
  .page { padding: 0 0.75rem 2rem; }
  .bar { margin: 0 -0.75rem 0.75rem; padding: 0.25rem 0.75rem; }
  .bar .links { gap: 0 0.75rem; }
  h1 { font-size: 1.25rem; }
  .group > summary { grid-template-columns: 1.25rem minmax(0, 1fr); }
  .group .since { grid-column: 2; text-align: left; }
  .inside { margin-left: 0.75rem; }
  .group .whom { display: block; }
  .values th { width: 35%; white-space: normal; overflow-wrap: anywhere; }
  .path.row { display: none; }
  .path.column { display: block; }
  .fleet tbody th { max-width: 8.5rem; }
}
`;

const PRINT = `
@media print {
  :root {
    color-scheme: light;
    --paper: #ffffff; --card: #ffffff; --soft: #ffffff; --line: #b8bec6; --edge: #838d99;
    --ink: #000000; --quiet: #444c55; --link: #000000;
    --failing: #b42318; --degraded: #8a5300; --unknown: #4a5b8c; --healthy: #1a7040;
    --failing-bar: #d92d20; --degraded-bar: #e09b1a; --unknown-bar: #8b9ac9; --healthy-bar: #3fa76b;
  }
  .page { max-width: none; padding: 0; }
  body { font-size: 10pt; print-color-adjust: exact; }
  pre { border: 1px solid var(--line); }
  .filter, nav, form, button, footer a, .to-act { display: none; }
  .scroll { overflow: visible; max-height: none; }
  .scroll th, .scroll td { position: static; }
  details.fix::details-content { display: block; content-visibility: visible; block-size: auto; height: auto; overflow: visible; }
  .path.row { display: block; }
  .path.column { display: none; }
  h2, h3, h4 { break-after: avoid; }
  figure, tr, .group > summary, .card { break-inside: avoid; }
}
`;

export const STYLE = `${TOKENS}${BASE}${COMPONENTS}${NARROW}${PRINT}`;

/** The source expression for `style-src`. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
