import axe from 'axe-core';
import { HtmlValidate } from 'html-validate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launch } from './browser.ts';
import { answer, PAGES, visit } from './site.ts';

const WIDE = 1400;
const PHONE = 390;

const looks = [
  { width: WIDE, dark: false },
  { width: WIDE, dark: true },
  { width: PHONE, dark: false },
];

describe.each(Object.entries(PAGES))('%s', (_name, path) => {
  it('is valid HTML', async () => {
    const validator = new HtmlValidate({
      extends: ['html-validate:recommended'],
      rules: { 'long-title': 'off', 'no-trailing-whitespace': 'off' },
    });
    const { results } = await validator.validateString(await (await answer(path)).text());
    expect(
      results.flatMap(({ messages }) =>
        messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`),
      ),
    ).toEqual([]);
  });
});

describe.skipIf(!hasBrowser())('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  describe.each(Object.entries(PAGES))('%s', (_name, path) => {
    it.each(looks)(
      'is accessible, and no wider than the screen ($width, dark: $dark)',
      async (look) => {
        await using visitor = await visit(browser, path, look);
        const { page, complaints } = visitor;
        expect(complaints).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
          look.width,
        );
        expect(await page.evaluate('document.scripts.length')).toBe(0);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
        expect(
          violations.map(
            ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join('\n')}`,
          ),
        ).toEqual([]);
      },
    );
  });

  it('can be filtered without JavaScript, and leads to a remote and back', async () => {
    await using visitor = await visit(browser, '/', { javaScriptEnabled: false });
    const { page } = visitor;
    await page.getByLabel('Status').selectOption('failing');
    await page.getByLabel('Alias contains').fill('ORD');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(new URL(page.url()).search).toBe('?status=failing&cluster=&cause=&alias=ORD');
    expect(await page.getByLabel('Status').inputValue()).toBe('failing');
    expect(await page.getByText('1 of 5 remote clusters pass the filter.').count()).toBe(1);
    await page.getByRole('table').getByRole('link', { name: 'failing' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('orders from eu');
    await page.getByRole('link', { name: 'All remote clusters' }).click();
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('leads from the overview to what expires, on to a remote that it is about, and back', async () => {
    await using visitor = await visit(browser, '/', { javaScriptEnabled: false });
    const { page } = visitor;
    await page.getByRole('link', { name: 'What expires' }).click();
    expect(new URL(page.url()).pathname).toBe('/expiry');
    await page.getByRole('table').getByRole('link', { name: 'logs from us' }).first().click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('logs from us');
    await page.goBack();
    await page.getByRole('link', { name: 'All remote clusters' }).click();
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('shows cause and fix by keyboard alone', async () => {
    await using visitor = await visit(browser, '/?alias=orders');
    const { page } = visitor;
    await page.locator('.remote > summary').focus();
    await page.keyboard.press('Enter');
    expect(await page.getByRole('heading', { name: 'How to fix it' }).isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Documentation');
  });

  it('shows the path as a row, on phones as a column, and to screen readers as a list', async () => {
    for (const [width, shown, hidden] of [
      [WIDE, '.path.row', '.path.column'],
      [PHONE, '.path.column', '.path.row'],
    ] as const) {
      await using visitor = await visit(browser, PAGES['page of a failing remote'], { width });
      const { page } = visitor;
      expect([
        await page.locator(shown).isVisible(),
        await page.locator(hidden).isVisible(),
      ]).toEqual([true, false]);
      const hops = await page.getByRole('list').getByRole('listitem').allTextContents();
      expect(hops[2]?.trim()).toBe(
        'TCP: broken, refused, 1 ms, 10.0.0.1:9300. The cause lies here: The remote refuses connections',
      );
    }
  });

  it('keeps every text of the path within its box', async () => {
    await using visitor = await visit(browser, PAGES['page of a hostile remote']);
    const over = `[...document.querySelectorAll('.path.row g')].flatMap((group) => {
      const box = group.querySelector('rect')?.getBoundingClientRect();
      return box ? [...group.querySelectorAll('text')].filter((text) => text.getBoundingClientRect().right > box.right + 1).map((text) => text.textContent) : [];
    })`;
    expect(await visitor.page.evaluate(over)).toEqual([]);
  });

  it('prints without what paper cannot do', async () => {
    await using visitor = await visit(browser, '/', { dark: true });
    const { page } = visitor;
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.filter').isVisible()).toBe(false);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    );
  });
});
