import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import { expect, it } from 'vitest';
import { layout } from '../../../lib/report/page/layout.ts';
import { STYLE, STYLE_SOURCE } from '../../../lib/report/page/style.ts';

it('STYLE_SOURCE is the hash of what stands in the page', () => {
  const [, style = ''] = /<style>(.*)<\/style>/s.exec(String(layout('title', html``))) ?? [];
  expect(STYLE_SOURCE).toBe(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
});

it('STYLE loads nothing and knows light and dark', () => {
  expect(STYLE).not.toMatch(/url\(|@import/);
  expect(STYLE).toContain('@media (prefers-color-scheme: dark)');
});
