import { describe, expect, it } from 'vitest';
import { alertsSchema, alertTargets } from '../../lib/alert/registryChannels.ts';
import { loadRegistry, parseRegistry } from '../../lib/registry/load.ts';

const CLUSTERS = 'clusters: [{ name: eu, urls: ["http://127.0.0.1:9200"], auth: none }]\n';

function parsed(alerts: string) {
  return parseRegistry(`${CLUSTERS}alerts:\n${alerts}`, {
    file: 'clusters.yml',
    alerts: alertsSchema(),
  }).alerts;
}

function problemsOf(alerts: string): string {
  try {
    parsed(alerts);
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : '';
  }
  return '';
}

describe('alerts in clusters.yml', () => {
  it('open channels of any kind by name', () => {
    const alerts = parsed(`  statusPageUrl: https://checker.example.com
  channels:
    on-call: { slack: { webhook: env:SLACK } }
    archive: { webhook: { url: file:hook, authorization: env:TOKEN } }
`);
    const { statusPageUrl, channels } = alertTargets(alerts);
    expect(statusPageUrl).toBe('https://checker.example.com');
    expect(channels.map(({ name, title }) => `${name}: ${title}`)).toEqual([
      'on-call: Slack (on-call)',
      'archive: Webhook (archive)',
    ]);
  });

  it('may be missing', () => {
    expect(alertTargets(undefined)).toMatchObject({ statusPageUrl: undefined, channels: [] });
  });

  it.each([
    ['  chanels: {}', 'alerts.chanels is an unknown key: did you mean channels?'],
    [
      '  statusPageUrl: checker',
      'statusPageUrl is "checker": write the http:// or https:// address',
    ],
    [
      '  channels:\n    a b: { slack: { webhook: env:S } }',
      'write a name of letters, digits, - and _',
    ],
    ['  channels:\n    a: { slak: {} }', 'channels.a.slak is an unknown key: did you mean slack?'],
    [
      '  channels:\n    a: {}',
      'channels.a is an empty mapping: write exactly one of slack, pagerduty,',
    ],
    [
      '  channels:\n    a: { slack: { webhok: env:S } }',
      'a.slack.webhok is an unknown key: did you mean webhook?',
    ],
    [
      '  channels:\n    a: { slack: { webhook: "https://hooks.example.com/hush" } }',
      'a.slack.webhook is …: must be a secret reference: write env:NAME or file:path',
    ],
    ['  channels:\n    a: { webhook: {} }', 'a.webhook.url is missing: must be a secret reference'],
  ])('say what is wrong with %j', (alerts, problem) => {
    const problems = problemsOf(alerts);
    expect(problems).toContain(problem);
    expect(problems).not.toContain('hush');
  });

  it('are for whoever sends alerts: a check accepts any', async () => {
    const file = 'clusters.yml';
    expect(parseRegistry(`${CLUSTERS}alerts: { later: 1 }`, { file }).alerts).toEqual({ later: 1 });
    await expect(loadRegistry('/nowhere.yml', { alerts: alertsSchema() })).rejects.toThrow(
      'Registry /nowhere.yml cannot be read',
    );
  });

  it('open only channels of the table that is given', () => {
    const alerts = { channels: { a: { slack: { webhook: 'env:S' } } } };
    expect(() => alertTargets(alerts, {})).toThrow();
  });
});
