import { describe, expect, it } from 'vitest';
import { matrixTable } from '../../../lib/report/page/matrix.ts';
import type { StoredRemote } from '../../../lib/store/remotes.ts';
import { NOW } from '../../support/facts.ts';
import { failingResult, HOSTILE, healthyResult, hostileResult } from '../../support/results.ts';
import { plain } from './plain.ts';
import { minutesAgo, stored } from './stored.ts';

const many = (count: number, result = healthyResult) =>
  Array.from({ length: count }, (_, index) => stored(result, { alias: `a${index}` }));
const table = (remotes: readonly StoredRemote[]) => String(matrixTable(remotes, NOW));

describe('matrixTable', () => {
  it('tells each pair by colour, shape and word, and leads to its page', () => {
    const us = stored(healthyResult, { cluster: 'us', updatedAt: minutesAgo(20) });
    expect(table([stored(failingResult), stored(healthyResult), us])).toMatchInlineSnapshot(`
      "<svg class="unseen" aria-hidden="true"><symbol id="failing" viewBox="0 0 16 16"><path d="M5 0h6l5 5v6l-5 5H5l-5-5V5z"/><path class="mark" d="M5.5 5.5l5 5m0-5l-5 5"/></symbol><symbol id="degraded" viewBox="0 0 16 16"><path d="M8 0l8 16H0z"/><path class="mark" d="M8 6v4m0 3v0"/></symbol><symbol id="unknown" viewBox="0 0 16 16"><path class="hollow" d="M8 1.8L14.2 8 8 14.2 1.8 8z"/></symbol><symbol id="healthy" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8"/><path class="mark" d="M4.5 8.5l2.5 2.5 4.5-5.5"/></symbol></svg><div class="scroll tall" role="group" aria-label="Remote clusters by local cluster" tabindex="0">
      <table class="columns fleet">
      <caption class="unseen">Remote clusters by local cluster</caption>
      <thead><tr><th scope="col">Alias</th><th scope="col">eu</th><th scope="col">us</th></tr></thead>
      <tbody>
      <tr><th scope="row">orders</th><td><a href="remotes/eu/orders" class="failing" title="failing: The remote refuses connections"><svg class="icon"><use href="#failing"/></svg><span class="unseen">failing</span></a></td><td></td></tr>
      <tr><th scope="row">archive</th><td><a href="remotes/eu/archive" class="healthy" title="healthy"><svg class="icon"><use href="#healthy"/></svg><span class="unseen">healthy</span></a></td><td><a href="remotes/us/archive" class="healthy stale" title="was healthy"><svg class="icon"><use href="#healthy"/></svg><span class="unseen">was healthy</span></a></td></tr>
      </tbody>
      </table>
      </div>"
    `);
  });

  it('folds away what is healthy where there is much of it', () => {
    expect(plain(table([...many(20), stored(failingResult)]))).toContain(
      'orders failing 20 more aliases, all healthy',
    );
    const clusters = many(20).map((remote, index) => ({
      ...remote,
      cluster: `c${index}`,
      alias: 'a',
    }));
    expect(plain(table([...clusters, stored(failingResult, { alias: 'a' })]))).toContain(
      '20 more local clusters, all healthy',
    );
  });

  it('folds nothing away where it is little, or all the same', () => {
    for (const remotes of [[...many(14), stored(failingResult)], many(40), many(40, failingResult)])
      expect(table(remotes)).not.toContain('<details');
  });

  it('escapes names', () => {
    const hostile = table([stored(hostileResult, { cluster: HOSTILE, alias: HOSTILE })]);
    expect(hostile).toContain('&lt;script&gt;');
    expect(hostile).not.toContain('<script>');
  });
});
