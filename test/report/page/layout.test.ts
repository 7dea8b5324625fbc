import { html } from 'hono/html';
import { expect, it } from 'vitest';
import { badge, layout } from '../../../lib/report/page/layout.ts';
import { STATUSES_WORST_FIRST } from '../../../lib/report/statusOrder.ts';

it('layout has no script, and escapes the title', () => {
  const page = String(layout('<b>&', html`<p>body</p>`));
  expect(page).toContain('<title>&lt;b&gt;&amp;</title>');
  expect(page).toContain('<p>body</p>');
  expect(page).not.toMatch(/<script|style=|\son\w+=/);
});

it('badge tells every status by colour, shape and word', () => {
  const badges = STATUSES_WORST_FIRST.map((status) => String(badge(status)));
  expect(
    badges.map((text) => /class="status (\w+)".*<\/svg>(\w+)<\/span>/.exec(text)?.slice(1)),
  ).toEqual(STATUSES_WORST_FIRST.map((status) => [status, status]));
  expect(new Set(badges.map((text) => /<svg.*<\/svg>/.exec(text)?.[0])).size).toBe(4);
});

it('badge takes other words', () => {
  expect(String(badge('healthy', '3 <healthy>'))).toContain('</svg>3 &lt;healthy&gt;</span>');
});
