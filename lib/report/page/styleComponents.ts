/** The parts of the style sheet for bars, cards, tables, forms and drawings. */
export const COMPONENTS = `
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 0 1.5rem; margin: 0 -1rem 1rem; padding: 0.25rem 1rem; background: var(--card); border-bottom: 1px solid var(--line); font-size: var(--s); }
.bar strong { white-space: nowrap; }
.bar .links { display: flex; flex-wrap: wrap; gap: 0 1rem; }
.bar .links a { padding: 0.375rem 0; color: var(--quiet); text-decoration: none; border-bottom: 2px solid transparent; }
.bar .links a:hover { color: var(--ink); border-color: var(--line); }
.bar .links a[aria-current] { color: var(--ink); border-color: var(--link); font-weight: 600; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 0.25rem; padding: 0.25rem 0.5rem; background: var(--card); z-index: 9; }
.state { display: flex; gap: 0.6rem; align-items: flex-start; }
.state .icon { width: 1.5rem; height: 1.5rem; margin-top: 0.2rem; }
.state p { margin: 0.1rem 0 0; }
.old { padding: 0.5rem 0.75rem; border-left: 4px solid var(--degraded); background: var(--card); }
.checker { padding: 0.25rem 0.75rem 0.75rem; border-left: 4px solid var(--failing); background: var(--card); }
.card { margin: 0.5rem 0; padding: 0.5rem 1rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.card > h2:first-child { margin-top: 0.5rem; }
.card.lead { border-left-width: 4px; border-left-color: currentColor; }
.card.lead > * { color: var(--ink); }
.cause { font-size: var(--l); }
.groups { background: var(--card); border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.group + .group { border-top: 1px solid var(--line); }
.group > summary { display: grid; grid-template-columns: 1.25rem minmax(0, 1fr) auto; gap: 0 0.5rem; padding: 0.3rem 0.75rem 0.4rem; cursor: pointer; list-style: none; }
.group > summary::-webkit-details-marker { display: none; }
.group > summary:hover { background: var(--soft); }
.group > summary .icon { margin-top: 0.25rem; }
.group .line { grid-column: 2 / -1; font-size: var(--s); line-height: 1.35; overflow-wrap: anywhere; }
.group .step { color: var(--quiet); display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.group .whom { font-size: var(--s); }
.group .step b { color: var(--ink); font-weight: 600; }
.group .since { font-size: var(--s); color: var(--quiet); white-space: nowrap; }
.group > summary .since::after { content: ' \\25b8'; }
.group[open] > summary .since::after { content: ' \\25be'; }
.group[open] > summary .step { display: none; }
.group .what { overflow-wrap: anywhere; line-height: 1.4; }
.inside { margin: 0 0.75rem 1rem 2.5rem; }
.tag { display: inline-block; padding: 0 0.4rem; border: 1px solid var(--edge); border-radius: 4px; font-size: var(--xs); line-height: 1.15rem; color: var(--ink); white-space: nowrap; vertical-align: 0.06em; }
.tag.critical { border-color: var(--failing); color: var(--failing); }
.names { display: flex; flex-wrap: wrap; gap: 0.1rem 0.75rem; margin: 0.25rem 0; padding: 0; list-style: none; font-size: var(--s); }
.typed { position: relative; }
.copy { position: absolute; top: 0.3rem; right: 0.3rem; padding: 0.1rem 0.5rem; font: var(--xs)/1.4 system-ui, sans-serif; color: var(--ink); background: var(--card); border: 1px solid var(--edge); border-radius: 4px; cursor: pointer; }
.steps { margin: 0.25rem 0; padding-left: 1.5rem; }
.steps li { margin: 0.35rem 0; padding-left: 0.25rem; }
.steps li::marker { color: var(--quiet); font-weight: 600; }
.filter { margin: 0.25rem 0; font-size: var(--s); }
.filter > summary { display: inline-block; padding: 0.25rem 0; cursor: pointer; color: var(--quiet); }
.overview > h2:first-of-type { margin-top: 0.75rem; }
.overview { position: relative; }
@media (min-width: 40rem) { .filter:not([open]) { position: absolute; right: 0; top: -0.25rem; margin: 0; } }
.filter form, .act form { display: flex; flex-wrap: wrap; align-items: end; gap: 0.5rem 1rem; margin: 0.25rem 0 0.5rem; }
form label { display: flex; flex-direction: column; color: var(--quiet); font-size: var(--s); }
form label.wide { flex: 1 1 18rem; }
select, input, form button {
  max-width: 100%; min-height: 2.25rem; padding: 0.25rem 0.5rem; border: 1px solid var(--edge);
  border-radius: 6px; background: var(--card); color: var(--ink); font: inherit;
}
form button { padding: 0.25rem 1rem; cursor: pointer; font-weight: 600; }
form button.main { background: var(--link); border-color: var(--link); color: var(--card); }
.act > summary { padding: 0.25rem 0; cursor: pointer; color: var(--link); font-size: var(--s); }
.done { margin: 0.25rem 0; padding: 0; list-style: none; font-size: var(--s); }
.scroll { overflow: auto; position: relative; background: var(--card); border: 1px solid var(--line); border-radius: 8px; max-width: 100%; }
.card .scroll { border-radius: 6px; }
table { border-collapse: separate; border-spacing: 0; font-size: var(--s); }
th, td { padding: 0.3rem 0.75rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
tbody tr:last-child > * { border-bottom: 0; }
th { font-weight: normal; color: var(--quiet); }
.values { width: 100%; }
.values th, .values td { padding-left: 0; }
.values th { width: 1%; padding-right: 1.5rem; white-space: nowrap; }
.values td { overflow-wrap: anywhere; }
.columns { min-width: 100%; }
.columns thead th { vertical-align: bottom; white-space: nowrap; font-size: var(--xs); }
.columns tbody th { color: var(--ink); overflow-wrap: anywhere; min-width: 8rem; }
.columns .words { display: inline-block; max-width: 26rem; }
.expiry td .words { min-width: 11rem; }
.columns td a { text-decoration: none; }
.columns td a:hover { text-decoration: underline; }
.fleet { min-width: 0; }
.tall { max-height: 85vh; width: fit-content; }
.fleet thead th { position: sticky; top: 0; z-index: 2; background: var(--soft); white-space: normal; max-width: 7rem; min-width: 3.25rem; overflow-wrap: anywhere; text-align: center; padding: 0.35rem; line-height: 1.25; }
.fleet thead th:first-child { left: 0; z-index: 3; text-align: left; padding-left: 0.75rem; }
.fleet tbody th { position: sticky; left: 0; z-index: 1; background: var(--card); max-width: 16rem; }
.fleet td { padding: 0; text-align: center; vertical-align: middle; }
.fleet td a { display: block; padding: 0.3rem; min-width: 1.5rem; line-height: 1; }
.fleet td a:hover { background: var(--soft); }
.fleet .stale { opacity: 0.6; }
.bars { display: block; width: 100%; min-width: 9rem; max-width: 26rem; height: 1.5rem; }
.past td { vertical-align: middle; }
.past td:nth-child(2), .past thead th:nth-child(2) { width: 45%; }
.past .since { white-space: nowrap; }
.failing-bar { fill: var(--failing-bar); }
.degraded-bar { fill: var(--degraded-bar); }
.unknown-bar { fill: var(--unknown-bar); }
.healthy-bar { fill: var(--healthy-bar); }
.more { margin: 0.5rem 0; }
.more > summary { padding: 0.25rem 0; cursor: pointer; color: var(--quiet); font-size: var(--s); }
.one { margin-top: 2.5rem; border-top: 2px solid var(--line); }
.way-there { position: relative; margin: 0.75rem 0; padding: 0.75rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.path { display: block; width: 100%; height: auto; }
.path.row { max-width: 72rem; }
.path.column { display: none; max-width: 24rem; }
.path text { fill: currentColor; font: 13px system-ui, sans-serif; }
.path .small { fill: var(--quiet); font-size: 11.5px; }
.path .plain { fill: var(--ink); font-size: 12px; }
.path .strong { font-weight: 600; }
.path .cause { font-size: 14px; font-weight: 700; }
.hop { fill: var(--card); stroke: currentColor; stroke-width: 1.5; }
.hop.broken { stroke-width: 3; }
.hop.not-measured { stroke-dasharray: 5 4; }
.way { fill: none; stroke: currentColor; stroke-width: 2; }
.way.broken, .way.not-measured { stroke-dasharray: 4 4; }
svg.line { display: block; }
svg.line text { fill: var(--quiet); font: 11.5px system-ui, sans-serif; }
svg.line .tick { fill: none; stroke: var(--line); }
svg.line .span { fill: none; stroke: currentColor; stroke-width: 3; }
.uptime { display: block; width: 100%; max-width: 60rem; height: auto; }
.uptime .part { fill: currentColor; }
.uptime .gap { fill: none; stroke: var(--line); stroke-dasharray: 2 3; }
.uptime .spread { fill: none; stroke: var(--line); stroke-width: 5; }
.uptime .mean { fill: none; stroke: var(--ink); stroke-width: 1.5; stroke-linecap: round; }
.ends.young { justify-content: flex-end; gap: 1.5rem; }
.ends { display: flex; justify-content: space-between; max-width: 60rem; margin: 0; font-size: var(--s); }
`;
