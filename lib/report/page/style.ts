/**
 * The style sheet of all pages. It is inline, and the content security policy allows it by its
 * hash.
 */
import { createHash } from 'node:crypto';

export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --soft: #f4f5f7; --line: #dcdfe4; --ink: #1b1f24; --quiet: #59636e;
  --failing: #b42318; --degraded: #8a5300; --unknown: #4a5b8c; --healthy: #1a7040;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --soft: #1d2127; --line: #343a42; --ink: #e4e7eb; --quiet: #9ba5b0;
    --failing: #ff8a7d; --degraded: #eab354; --unknown: #a3b4ea; --healthy: #6fcf97;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.25rem 1rem 3rem; max-width: 76rem;
  background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
}
h1 { margin: 0; font-size: 1.5rem; overflow-wrap: anywhere; }
h2 { margin: 1.75rem 0 0.5rem; font-size: 1.15rem; overflow-wrap: anywhere; }
h3, h4 { margin: 1rem 0 0.25rem; font-size: 0.95rem; }
p { margin: 0.25rem 0; }
a { color: inherit; }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
pre, .words { overflow-wrap: anywhere; }
pre {
  margin: 0; padding: 0.6rem 0.8rem; white-space: pre-wrap;
  background: var(--soft); border-radius: 4px; font: 0.85rem/1.5 ui-monospace, monospace;
}
footer { margin-top: 2rem; }
.cause { font-size: 1.1rem; }
.quiet { color: var(--quiet); font-weight: normal; }
.unseen { position: absolute; width: 1px; height: 1px; margin: 0; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.counts { display: inline-flex; flex-wrap: wrap; gap: 0.25rem 1rem; }
.counts .status { align-items: baseline; }
.counts svg { align-self: center; }
.old { padding: 0.5rem 0.8rem; border-left: 4px solid var(--degraded); background: var(--soft); }
.failing { color: var(--failing); }
.degraded { color: var(--degraded); }
.unknown { color: var(--unknown); }
.healthy { color: var(--healthy); }
.status { display: inline-flex; align-items: center; align-self: start; vertical-align: bottom; gap: 0.4rem; font-weight: 600; white-space: nowrap; }
.status svg { width: 1em; height: 1em; flex: none; }
.status svg, svg.status { fill: currentColor; }
.status .hollow { fill: none; stroke: currentColor; stroke-width: 2.5; }
.status .mark { fill: none; stroke: var(--paper); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.filter { display: flex; flex-wrap: wrap; align-items: end; gap: 0.5rem 1rem; margin: 1rem 0; font-size: 0.9rem; }
.filter label { display: flex; flex-direction: column; color: var(--quiet); }
.filter select, .filter input, .filter button {
  max-width: 16rem; min-height: 2rem; padding: 0.25rem 0.5rem;
  border: 1px solid var(--quiet); border-radius: 4px; background: var(--paper); color: var(--ink); font: inherit;
}
.filter button { padding: 0.25rem 1rem; cursor: pointer; }
.scroll { overflow-x: auto; position: relative; }
table { border-collapse: collapse; font-size: 0.9rem; }
th, td { padding: 0.3rem 0.9rem 0.3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: normal; color: var(--quiet); }
.values { width: 100%; }
.values th { width: 1%; padding-right: 1.5rem; white-space: nowrap; }
.values td { overflow-wrap: anywhere; }
.columns thead th { vertical-align: bottom; white-space: nowrap; }
.columns tbody th { color: var(--ink); overflow-wrap: anywhere; min-width: 8rem; }
.matrix .healthy { font-weight: normal; }
.columns .words { display: inline-block; max-width: 26rem; }
.expiry td .words { min-width: 11rem; }
.columns td a { text-decoration: none; }
.columns td a:hover { text-decoration: underline; }
.remote { border-top: 1px solid var(--line); }
.remote:last-of-type { border-bottom: 1px solid var(--line); }
.remote > summary { display: grid; grid-template-columns: 8rem minmax(0, 1fr) auto; gap: 0 0.75rem; padding: 0.4rem 0.25rem; cursor: pointer; }
.remote > summary:hover, .more > summary:hover { background: var(--soft); }
.remote > summary .age::after { content: ' \\25b8'; }
.remote[open] > summary .age::after { content: ' \\25be'; }
.remote > summary .evidence { grid-column: 2 / -1; font-size: 0.9rem; }
.inside { margin: 0 0.25rem 1rem 8.75rem; }
.more { margin: 0.5rem 0; }
.more > summary { padding: 0.25rem 0; cursor: pointer; color: var(--quiet); }
.one { margin-top: 2.5rem; border-top: 2px solid var(--line); }
.way-there { position: relative; margin: 1rem 0; }
.path { display: block; width: 100%; height: auto; }
.path.row { max-width: 72rem; }
.path.column { display: none; max-width: 24rem; }
.path text { fill: currentColor; font: 13px system-ui, sans-serif; }
.path .small { fill: var(--quiet); font-size: 11.5px; }
.path .plain { fill: var(--ink); font-size: 12px; }
.path .strong { font-weight: 600; }
.path .cause { font-size: 14px; font-weight: 700; }
.hop { fill: var(--soft); stroke: currentColor; stroke-width: 1.5; }
.hop.broken { stroke-width: 3; }
.hop.not-measured { stroke-dasharray: 5 4; }
.way { fill: none; stroke: currentColor; stroke-width: 2; }
.way.broken, .way.not-measured { stroke-dasharray: 4 4; }
.line { display: block; }
.line text { fill: var(--quiet); font: 11.5px system-ui, sans-serif; }
.line .tick { fill: none; stroke: var(--line); }
.line .span { fill: none; stroke: currentColor; stroke-width: 3; }
.uptime { display: block; width: 100%; max-width: 60rem; height: auto; }
.uptime .part { fill: currentColor; }
.uptime .gap { fill: none; stroke: var(--line); stroke-dasharray: 2 3; }
.uptime .spread { fill: none; stroke: var(--line); stroke-width: 5; }
.uptime .mean { fill: none; stroke: var(--ink); stroke-width: 1.5; stroke-linecap: round; }
.ends { display: flex; justify-content: space-between; max-width: 60rem; margin: 0; font-size: 0.85rem; }
@media (max-width: 40rem) {
  .remote > summary { grid-template-columns: minmax(0, 1fr) auto; }
  .remote > summary .status { grid-column: 1; }
  .remote > summary .age { grid-column: 2; grid-row: 1; }
  .remote > summary .words { grid-column: 1 / -1; }
  .inside { margin-left: 0.25rem; }
  .values th { width: 35%; white-space: normal; overflow-wrap: anywhere; }
  .path.row { display: none; }
  .path.column { display: block; }
}
@media print {
  :root {
    --paper: #ffffff; --soft: #ffffff; --line: #b8bec6; --ink: #000000; --quiet: #444c55;
    --failing: #b42318; --degraded: #8a5300; --unknown: #4a5b8c; --healthy: #1a7040;
  }
  body { max-width: none; padding: 0; font-size: 10pt; print-color-adjust: exact; }
  pre { border: 1px solid var(--line); }
  .filter, nav, footer a { display: none; }
  .scroll { overflow: visible; }
  .path.row { display: block; }
  .path.column { display: none; }
  h2, h3, h4 { break-after: avoid; }
  figure, tr, .remote { break-inside: avoid; }
}
`;

/** The source expression for `style-src`. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
