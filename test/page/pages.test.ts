import axe from 'axe-core';
import { HtmlValidate } from 'html-validate';
import type { Browser, Page } from 'playwright-core';
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

/** A browser says of each page that is not found that it was not. */
function isExpected(path: string, complaint: string): boolean {
  return path === PAGES['nothing there'] && complaint.includes('404');
}

/** Presses Tab until something with these words, or within their section, has the focus. */
async function focusByTab(page: Page, words: string): Promise<void> {
  const focused = `(() => {
    const { activeElement: { textContent, localName } } = document;
    const isGroup = localName === 'summary' && document.activeElement.closest('.groups') !== null;
    return isGroup ? 'Needs attention' : textContent.trim();
  })()`;
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(focused)) === words) return;
  }
  throw new Error(`Nothing with the words ${words} takes the focus`);
}

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
        expect(complaints.filter((one) => !isExpected(path, one))).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
          look.width,
        );
        expect(
          await page.evaluate('document.querySelectorAll("script:not([src$=\'page.js\'])").length'),
        ).toBe(0);
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
    await page.getByText('Filter', { exact: true }).click();
    await page.getByLabel('Status').selectOption('failing');
    await page.getByLabel('Alias contains').fill('ORD');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(new URL(page.url()).search).toBe('?status=failing&cluster=&cause=&alias=ORD');
    expect(await page.getByLabel('Status').inputValue()).toBe('failing');
    expect(await page.getByText('1 of 5 remote clusters pass the filter.').count()).toBe(1);
    await page.getByRole('table').getByRole('link', { name: 'failing' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('orders from eu');
    await page.getByRole('link', { name: 'Overview' }).click();
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('leads from the overview to what expires, on to a remote that it is about, and back', async () => {
    await using visitor = await visit(browser, '/', { javaScriptEnabled: false });
    const { page } = visitor;
    await page.getByRole('link', { name: 'Expirations' }).click();
    expect(new URL(page.url()).pathname).toBe('/expiry');
    await page.getByRole('table').getByRole('link', { name: 'logs from us' }).first().click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('logs from us');
    await page.goBack();
    await page.getByRole('link', { name: 'Overview' }).click();
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it.each([true, false])(
    'leads by keyboard alone to an acknowledged incident (script: %s)',
    async (javaScriptEnabled) => {
      await using visitor = await visit(browser, '/?alias=orders', { javaScriptEnabled });
      const { page } = visitor;
      await focusByTab(page, 'Needs attention');
      await page.keyboard.press('Enter');
      expect(await page.getByRole('heading', { name: 'How to fix it' }).isVisible()).toBe(true);
      await page.goto('/');
      await focusByTab(page, 'Incidents');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/incidents');
      await focusByTab(page, 'Acknowledge');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Ann');
      await page.keyboard.press('Tab');
      await page.keyboard.type('The firewall is being changed');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/incidents#i-i1');
      expect(await page.locator('.done').innerText()).toMatch(
        /^Ann acknowledged it at .*: The firewall is being changed$/,
      );
      await page.getByText('Take the acknowledgement back').first().click();
      await page.getByLabel('Your name').fill('Bob');
      await page.getByLabel('Reason').fill('Too early');
      await page.getByRole('button', { name: 'Take the acknowledgement back' }).click();
      await page.getByText('Acknowledge', { exact: true }).first().waitFor();
    },
  );

  it('updates itself without closing, moving or taking anything', async () => {
    await using visitor = await visit(browser, '/', { clock: true });
    const { page, complaints } = visitor;
    const group = page.locator('.group > summary').nth(1);
    await group.focus();
    await page.keyboard.press('Enter');
    await page.getByText('Filter', { exact: true }).click();
    await page.getByLabel('Alias contains').fill('half a wo');
    await page.evaluate('scrollTo(0, 300)');
    await page.evaluate("document.querySelector('h1').textContent = 'of before'");
    const before = await page.evaluate('[scrollY, document.activeElement.name]');
    await page.clock.runFor(61_000);
    await page.getByRole('heading', { level: 1, name: 'need attention' }).waitFor();
    expect(await page.evaluate('[scrollY, document.activeElement.name]')).toEqual(before);
    expect(before).toEqual([300, 'alias']);
    expect(await page.getByLabel('Alias contains').inputValue()).toBe('half a wo');
    expect(await page.locator('.group').nth(1).getAttribute('open')).toBe('');
    expect(complaints).toEqual([]);
  });

  it('shows times in the zone of the browser, and UTC beside them', async () => {
    await using visitor = await visit(browser, '/expiry');
    const time = visitor.page.locator('footer time');
    expect(await time.getAttribute('title')).toBe('2026-11-24 00:00:00 UTC');
    expect(await time.textContent()).not.toContain('UTC');
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
    expect(await page.getByRole('heading', { name: 'How to fix it' }).first().isVisible()).toBe(
      true,
    );
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    );
  });
});
