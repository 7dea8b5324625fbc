/** What Prometheus itself says of our metrics, alerts and queries. */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prometheus } from '../../lib/report/prometheus.ts';
import { queriesOf } from '../examples/dashboard.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  hostileResult,
  report,
  unknownResult,
} from '../support/results.ts';
import { promtool, promtoolIsMissing } from './promtool.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const RESULTS = [healthyResult, failingResult, degradedResult, unknownResult];

describe.skipIf(promtoolIsMissing())('promtool', () => {
  it.each([
    ['results of every status', RESULTS],
    ['what a hostile cluster calls itself', [hostileResult]],
    ['no results', []],
  ])('finds nothing to complain of in the metrics of %s', (_what, results) => {
    expect(promtool(['check', 'metrics'], prometheus(report(results)))).toEqual({
      exitCode: 0,
      output: '',
    });
  });

  it('complains of metrics that break the conventions', () => {
    const { exitCode, output } = promtool(
      ['check', 'metrics'],
      'remote_cluster_check_duration_milliseconds 1\n',
    );
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/no help text[\s\S]*base unit/);
  });

  it('takes the example alerts, and they fire when they should', () => {
    const rules = promtool(['check', 'rules', join(EXAMPLES, 'prometheus/alerts.yml')]);
    expect(rules, rules.output).toMatchObject({ exitCode: 0 });
    const fired = promtool(['test', 'rules', join(import.meta.dirname, 'alerts.test.yml')]);
    expect(fired, fired.output).toMatchObject({ exitCode: 0 });
  });

  it('can read the queries of the example dashboard', async () => {
    const queries = queriesOf(
      JSON.parse(await readFile(join(EXAMPLES, 'grafana/dashboard.json'), 'utf8')),
    );
    const rules = queries.map((expr, index) => ({ record: `query:${index}`, expr }));
    const file = join(await mkdtemp(join(tmpdir(), 'checker-')), 'rules.yml');
    await writeFile(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    const checked = promtool(['check', 'rules', file]);
    expect(checked, checked.output).toMatchObject({ exitCode: 0 });
  });
});
