/** The one style sheet of all pages. It stands in the page, and the page's content security policy allows it by its hash. */
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
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 64rem;
  background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
}
h1 { margin: 0; font-size: 1.5rem; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.15rem; }
h3 { margin: 1rem 0 0.25rem; font-size: 0.9rem; color: var(--quiet); }
p { margin: 0.25rem 0; }
a { color: inherit; }
pre, .words { overflow-wrap: anywhere; }
pre {
  margin: 0; padding: 0.6rem 0.8rem; white-space: pre-wrap;
  background: var(--soft); border-radius: 4px; font: 0.85rem/1.5 ui-monospace, monospace;
}
.quiet { color: var(--quiet); font-weight: normal; }
.counts { display: inline-flex; flex-wrap: wrap; gap: 0.25rem 1rem; font-size: 1rem; }
h2 .counts { margin-left: 0.75rem; font-size: 0.9rem; font-weight: normal; }
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
.remote { border-top: 1px solid var(--line); }
.remote:last-child { border-bottom: 1px solid var(--line); }
summary { display: grid; grid-template-columns: 9rem minmax(0, 1fr) auto; gap: 0 0.75rem; padding: 0.5rem 0.25rem; cursor: pointer; }
summary:hover { background: var(--soft); }
summary .age::after { content: ' \\25b8'; }
[open] summary .age::after { content: ' \\25be'; }
summary .evidence { grid-column: 2 / -1; font-size: 0.9rem; }
.inside { margin: 0 0.25rem 1rem 10rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { padding: 0.3rem 0.75rem 0.3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { width: 1%; padding-right: 1.5rem; font-weight: normal; color: var(--quiet); white-space: nowrap; }
.unseen { position: absolute; width: 1px; height: 1px; margin: 0; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.way-there { position: relative; margin: 1rem 0; }
.path { display: block; width: 100%; height: auto; }
.path.row { max-width: 60rem; }
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
@media (max-width: 40rem) {
  summary { grid-template-columns: minmax(0, 1fr) auto; }
  summary .evidence { grid-column: 1 / -1; }
  .inside { margin-left: 0.25rem; }
  .path.row { display: none; }
  .path.column { display: block; }
}
`;

/** The source expression for `style-src`. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
