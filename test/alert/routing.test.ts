import { describe, expect, it } from 'vitest';
import { alertsSchema, alertTargets } from '../../lib/alert/registryChannels.ts';
import { parseRegistry } from '../../lib/registry/load.ts';
import { event, summary } from '../state/incident/events.ts';
import { messageOf } from './standIn.ts';

const CLUSTERS = 'clusters: [{ name: eu, urls: ["http://127.0.0.1:9200"], auth: none }]\n';
const CHANNELS = `alerts:
  channels:
    pager: { pagerduty: { routingKey: env:KEY } }
    chat: { slack: { webhook: env:HOOK } }
  routes:
`;

function parsed(routes: string) {
  const file = 'clusters.yml';
  return parseRegistry(`${CLUSTERS}${CHANNELS}${routes}`, { file, alerts: alertsSchema() }).alerts;
}

function routed(routes: string, change: Parameters<typeof event>[0]): string[] {
  const { channelsFor } = alertTargets(parsed(`    - { channels: [chat] }\n${routes}`));
  return channelsFor(messageOf(event(change))).map(({ name }) => name);
}

describe('routes', () => {
  it.each([
    ['severities: [critical]', { summary: summary({ severity: 'critical' }) }, true],
    ['severities: [critical]', {}, false],
    [
      'severities: [critical]',
      { kind: 'resolved', previousSeverity: 'critical', summary: summary({ severity: 'ok' }) },
      true,
    ],
    ['clusters: [eu]', {}, true],
    ['clusters: [eu]', { summary: summary({ cluster: 'us' }) }, false],
    ['aliases: [orders]', {}, true],
    ['aliases: [archive]', {}, false],
    ['families: [addresses]', {}, true],
    ['families: [trust]', {}, false],
    ['families: [addresses]', { summary: summary({ cause: 'from-a-later-release' }) }, false],
    ['families: [trust]', { previousCause: 'certificate-untrusted' }, true],
    ['clusters: [eu], aliases: [archive]', {}, false],
  ] as const)('with %s take %j: %s', (conditions, change, expected) => {
    const names = routed(`    - { ${conditions}, channels: [pager] }\n`, change);
    expect(names).toEqual(expected ? ['pager', 'chat'] : ['chat']);
  });

  it('send nothing to a channel if none matches', () => {
    const routes = '    - { aliases: [none], channels: [chat, pager] }\n';
    expect(alertTargets(parsed(routes)).channelsFor(messageOf(event()))).toEqual([]);
  });

  it.each([
    [
      '    - { channels: [chat, pagr] }',
      'routes[0].channels[1] is …: write one of the channels above: pager, chat',
    ],
    ['    - { channels: [chat] }', 'name it in a route, or remove it: no alert goes there'],
    ['    - { clusters: [us], channels: [chat, pager] }', 'write one of eu'],
    ['    - { severities: [bad], channels: [chat, pager] }', 'write critical, error or warning'],
    ['    - { families: [bad], channels: [chat, pager] }', 'write families of causes: '],
    ['    - { channels: chat }', 'write a list of names of channels'],
    ['    []', 'write at least one route, or remove routes'],
  ])('say what is wrong with %j', (routes, problem) => {
    expect(() => parsed(routes)).toThrow(problem);
  });

  it('without channels have nothing to name', () => {
    const alerts = 'alerts: { routes: [{ channels: [chat] }] }';
    expect(() =>
      parseRegistry(`${CLUSTERS}${alerts}`, { file: 'clusters.yml', alerts: alertsSchema() }),
    ).toThrow('there are none yet');
  });
});
