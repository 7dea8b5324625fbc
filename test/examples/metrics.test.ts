/** Example alerts and dashboard ask for metrics that exist, with labels that they have. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METRIC_NAMES, prometheus } from '../../lib/report/prometheus.ts';
import { degradedResult, report } from '../support/results.ts';
import { queriesOf } from './dashboard.ts';

const recent = { minutes: 60, answered: 12, skipped: 3, failed: {}, atLeast: false };
const searches = {
  answered: 900,
  skipped: 40,
  nodes: { answered: 1, failed: 0 },
  own: { answered: 0, skipped: 0 },
  failed: {},
  recent,
};

/** Of the templates' language, in the place of labels. */
const WORDS: readonly (string | undefined)[] = ['end', 'value'];

const EXAMPLES = join(import.meta.dirname, '../../examples');

describe.each(['prometheus/alerts.yml', 'grafana/dashboard.json'])('%s', (file) => {
  it('names metrics that are there, and no others', async () => {
    const text = await readFile(join(EXAMPLES, file), 'utf8');
    const named = new Set(text.match(/\bremote_cluster_\w+/g));
    expect(named.size).toBeGreaterThan(3);
    expect([...named].filter((name) => !METRIC_NAMES.includes(name))).toEqual([]);
  });

  it('asks for labels that are there, and no others', async () => {
    const text = await readFile(join(EXAMPLES, file), 'utf8');
    const printed = new Set(
      [...prometheus(report([{ ...degradedResult, searches }])).matchAll(/[{,](\w+)="/g)].map(
        ([, label]) => label,
      ),
    );
    const asked = new Set(
      [...text.matchAll(/\{\{ *\$?(?:labels\.)?(\w+) *\}\}|[{,](\w+)(?:=~?|!=)\\?"/g)].map(
        ([, shown, matched]) => shown ?? matched,
      ),
    );
    expect(asked).toContain('alias');
    expect([...asked].filter((label) => !printed.has(label) && !WORDS.includes(label))).toEqual([]);
  });
});

it('the panels of the dashboard have an id each', async () => {
  const dashboard = JSON.parse(await readFile(join(EXAMPLES, 'grafana/dashboard.json'), 'utf8'));
  const ids = dashboard.panels.map(({ id }: { id: number }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(queriesOf(dashboard).length).toBeGreaterThanOrEqual(ids.length);
});
