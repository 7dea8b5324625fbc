import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../lib/alert/mrkdwn.ts';
import { slack, slackMessage } from '../../lib/alert/slack.ts';
import { type AlertMessage, alertMessage, MAX_BYTES } from '../../lib/alert/topic.ts';
import { type WordsOptions, wordsOf } from '../../lib/alert/words/alertWords.ts';
import { findingOf } from '../../lib/diagnosis/causes.ts';
import type { Instant } from '../../lib/instant.ts';
import { localSecretResolvers } from '../../lib/registry/secret.ts';
import type { Step } from '../../lib/result/instructions.ts';
import type { About } from '../../lib/state/incident/about.ts';
import { groupEvents } from '../../lib/state/incident/group.ts';
import {
  CANARY_ALIAS,
  type IncidentEvent,
  type Summary,
} from '../../lib/state/incident/incident.ts';
import { canarySummary, removedSummary, summaryOf } from '../../lib/state/incident/summary.ts';
import { event, summary } from '../state/incident/events.ts';
import {
  degradedResult,
  HOSTILE,
  healthyResult,
  hostileResult,
  unknownResult,
} from '../support/results.ts';
import { blocksOf, expectWithinLimits, shown, textsOf } from './slackLimits.ts';

const VANTAGE = 'lambda in vpc-1';
const STATUS = { statusPageUrl: 'https://status.example/' };

function messageOf(...events: IncidentEvent[]): AlertMessage {
  const [group] = groupEvents(events);
  if (group === undefined) throw new Error('There are no events');
  expect(group.events).toHaveLength(events.length);
  return alertMessage(group, MAX_BYTES);
}

const healthy = summary({
  ...summaryOf(healthyResult, VANTAGE),
  alias: 'orders',
  checkedAt: '2026-11-24T03:10:00.000Z' as const,
});
const resolved = event({
  kind: 'resolved',
  at: '2026-11-24T03:10:00.000Z' as const,
  previousCause: 'connection-refused',
  previousSeverity: 'critical',
  summary: healthy,
});

/** What Slack gets of a message of the topic. */
function rendered(message: AlertMessage, options: WordsOptions = {}): SlackMessage {
  return slackMessage(wordsOf(message, options));
}

function thirty(kind: IncidentEvent['kind'], common: Partial<Summary> = {}): IncidentEvent[] {
  const aliases = Array.from({ length: 30 }, (_, index) => `shop-${index + 1}`);
  return aliases.map((alias, index) => {
    const fix: Step[] = JSON.parse(JSON.stringify(summary().fix).replaceAll('orders', alias));
    const openedAt: Instant = `2026-11-24T00:00:${index + 10}.000Z`;
    return event({
      kind,
      id: `event-${index}`,
      openedAt,
      summary: summary({ alias, fix, skipUnavailable: index % 2 === 0, ...common }),
    });
  });
}

describe('slackMessage', () => {
  it('says of several that fail for another cause now what it was before, and that some are worse', () => {
    const changed = (alias: string, rest: Partial<IncidentEvent>) =>
      event({
        kind: 'changed',
        id: alias,
        at: '2026-11-24T00:45:00.000Z' as const,
        summary: summary({ alias }),
        ...rest,
      });
    const events = [
      changed('crm', { change: 'cause', previousCause: 'api-key-expired' }),
      changed('inventory', {
        change: 'severity',
        previousCause: 'gateways-partly-reachable',
        previousSeverity: 'warning',
      }),
    ];
    const [header, section] = textsOf(rendered(grouped({ kind: 'local', bad: 3, of: 3 }, events)));
    expect(header).toBe(
      '🔴 ESCALATED: FAILING: eu lost all its 3 remotes. The remote refuses connections',
    );
    expect(section?.split('\n')[0]).toBe(
      '*The remote refuses connections* (`connection-refused`, error; was `api-key-expired`, `gateways-partly-reachable`)',
    );
  });

  it('says that a remote is failing', () => {
    expect(shown(rendered(messageOf(event()), STATUS))).toMatchInlineSnapshot(`
      "🔴 FAILING: remote orders of eu. The remote refuses connections
      === #e7664c
      --- section
      *The remote refuses connections* (\`connection-refused\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Affected* \`eu → orders\`: the only local node configured; searches return HTTP 200 without its data (skip_unavailable: true)
      --- section
      *Do first* Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration.
      --- context
      <https://status.example/remotes/eu/orders|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incident \`incident-1\`"
    `);
  });

  it('is made of blocks', () => {
    expect(
      rendered(
        messageOf(
          event({
            summary: summary({
              fix: [{ kind: 'request', on: 'local-cluster', method: 'GET', path: '/' }],
            }),
          }),
        ),
      ),
    ).toMatchInlineSnapshot(`
      {
        "attachments": [
          {
            "blocks": [
              {
                "text": {
                  "text": "*The remote refuses connections* (\`connection-refused\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Affected* \`eu → orders\`: the only local node configured; searches return HTTP 200 without its data (skip_unavailable: true)",
                  "type": "mrkdwn",
                  "verbatim": true,
                },
                "type": "section",
              },
              {
                "text": {
                  "text": "The host answers, but nothing listens on the port. The remote node is stopped, listens on another port or interface, or a firewall rejects the connection. Searches fail or skip this remote, and followers stop reading.",
                  "type": "mrkdwn",
                  "verbatim": true,
                },
                "type": "section",
              },
              {
                "text": {
                  "text": "*Evidence*
      \`\`\`
      10.0.0.1:9300: connect refused
      \`\`\`",
                  "type": "mrkdwn",
                  "verbatim": true,
                },
                "type": "section",
              },
              {
                "text": {
                  "text": "*Unexplained*
      \`\`\`
      cluster statistics: the answer was refused
      \`\`\`",
                  "type": "mrkdwn",
                  "verbatim": true,
                },
                "type": "section",
              },
              {
                "text": {
                  "text": "*How to fix*
      \`\`\`
      GET /
      \`\`\`",
                  "type": "mrkdwn",
                  "verbatim": true,
                },
                "type": "section",
              },
              {
                "elements": [
                  {
                    "text": "<https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incident \`incident-1\`",
                    "type": "mrkdwn",
                    "verbatim": true,
                  },
                ],
                "type": "context",
              },
            ],
            "color": "#e7664c",
          },
        ],
        "text": "🔴 FAILING: remote orders of eu. The remote refuses connections",
      }
    `);
  });

  it('says that a remote is degraded, while requests pass', () => {
    const degraded = event({ summary: summaryOf(degradedResult, VANTAGE) });
    expect(shown(rendered(messageOf(degraded), STATUS))).toMatchInlineSnapshot(`
      "🟠 DEGRADED: remote logs of us. A certificate expires in 7 days
      === #e7664c
      --- section
      *A certificate expires in 7 days* (\`certificate-expires-soon\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Affected* \`us → logs\`: no impact yet (the only local node still reaches it)
      --- section
      *Do first* Renew the certificate in place: Elasticsearch reads changed files again without a restart.
      --- context
      <https://status.example/remotes/us/logs|Status page> · <https://www.elastic.co/docs/deploy-manage/remote-clusters/remote-clusters-cert|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incident \`incident-1\`"
    `);
  });

  it('says that something expires sooner, be it the cause or not', () => {
    const expiring = {
      what: 'x',
      stepDays: 7,
      isCause: true,
      evidence: '*CN=es-1* expires on 2026-12-01, in 7 days',
    };
    const changed = (summary: Summary) =>
      shown(rendered(messageOf(event({ kind: 'changed', change: 'expiry', summary }))));
    expect(changed(summary({ expiring: { ...expiring, isCause: false } })).split('\n')).toEqual(
      expect.arrayContaining([
        '🔴 FAILING, EXPIRES SOONER (7 DAYS OR LESS): remote orders of eu. The remote refuses connections',
        '*Also* ∗CN=es-1∗ expires on 2026-12-01, in 7 days',
      ]),
    );
    expect(changed(summary({ ...summaryOf(degradedResult, VANTAGE), expiring }))).not.toContain(
      '*Also*',
    );
  });

  it('says that an incident has another cause', () => {
    const changed = event({
      kind: 'changed',
      previousCause: 'no-route',
      at: '2026-11-24T00:45:00.000Z' as const,
    });
    expect(shown(rendered(messageOf(changed)))).toMatchInlineSnapshot(`
      "🔴 FAILING, NEW CAUSE: remote orders of eu. The remote refuses connections
      === #e7664c
      --- section
      *The remote refuses connections* (\`connection-refused\`, error; was \`no-route\`)
      *Since* 2026-11-24 00:00:00 UTC, for 45 min
      *Affected* \`eu → orders\`: the only local node configured; searches return HTTP 200 without its data (skip_unavailable: true)
      --- section
      The host answers, but nothing listens on the port. The remote node is stopped, listens on another port or interface, or a firewall rejects the connection. Searches fail or skip this remote, and followers stop reading.
      --- section
      *Evidence*
      \`\`\`
      10.0.0.1:9300: connect refused
      \`\`\`
      --- section
      *Unexplained*
      \`\`\`
      cluster statistics: the answer was refused
      \`\`\`
      --- section
      *How to fix*
      Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects:
      \`\`\`
      GET _resolve/cluster/orders:*
      \`\`\`
      --- context
      <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incident \`incident-1\`"
    `);
  });

  it('reminds of an incident', () => {
    const reminder = event({ kind: 'reminder', at: '2026-11-24T04:02:00.000Z' as const });
    expect(shown(rendered(messageOf(reminder), STATUS))).toMatchInlineSnapshot(`
      "🔴 STILL FAILING: remote orders of eu. The remote refuses connections
      === #e7664c
      --- section
      *The remote refuses connections* (\`connection-refused\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 4 h
      *Affected* \`eu → orders\`: the only local node configured; searches return HTTP 200 without its data (skip_unavailable: true)
      --- section
      *Do first* Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration.
      --- context
      <https://status.example/remotes/eu/orders|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incident \`incident-1\`"
    `);
  });

  it('reminds of an incident whose remote cannot be seen now', () => {
    const reminder = event({
      kind: 'reminder',
      at: '2026-11-24T04:02:00.000Z' as const,
      summary: summaryOf(unknownResult, VANTAGE),
    });
    expect(shown(rendered(messageOf(reminder), STATUS))).toMatchInlineSnapshot(`
      "⚪ STILL OPEN, STATE UNKNOWN: remote metrics of eu. The checker lacks privileges
      === #98a2b3
      --- section
      *The checker lacks privileges* (\`checker-not-authorized\`, unknown)
      *Since* 2026-11-24 00:00:00 UTC, for 4 h
      *Affected* \`eu → metrics\`: unknown at the moment
      --- section
      *Do first* On the local cluster:
      \`\`\`
      PUT _security/role/remote-cluster-checker
      \`\`\`
      --- context
      <https://status.example/remotes/eu/metrics|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incident \`incident-1\`"
    `);
  });

  it('says that an incident is over', () => {
    expect(shown(rendered(messageOf(resolved), STATUS))).toMatchInlineSnapshot(`
      "🟢 RESOLVED: remote orders of eu. It lasted 3 h
      === #017d73
      --- section
      *Was* The remote refuses connections (\`connection-refused\`)
      *Lasted* 3 h, from 2026-11-24 00:00:00 UTC to 2026-11-24 03:10:00 UTC
      *Remote* \`eu → orders\`
      --- context
      <https://status.example/remotes/eu/orders|Status page> · Seen from \`lambda in vpc-1\` at 2026-11-24 03:10:00 UTC · incident \`incident-1\`"
    `);
  });

  it('shows thirty remotes', () => {
    expect(shown(rendered(messageOf(...thirty('opened')), STATUS))).toMatchInlineSnapshot(`
      "🔴 FAILING: 30 remotes of eu. The remote refuses connections
      === #e7664c
      --- section
      *The remote refuses connections* (\`connection-refused\`, error)
      *Since* 2026-11-24 00:00:10 UTC, for 1 min
      --- section
      • the only local node configured; searches return HTTP 200 without its data (skip_unavailable: true): \`shop-1\`, \`shop-3\`, \`shop-5\`, \`shop-7\`, \`shop-9\`, \`shop-11\`, \`shop-13\`, \`shop-15\`, \`shop-17\`, \`shop-19\`, \`shop-21\`, \`shop-23\`, \`shop-25\`, \`shop-27\`
      • and 16 more
      --- section
      *Do first* Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration.
      --- context
      <https://status.example/?cluster=eu&amp;cause=connection-refused|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incidents \`incident-1\`, \`incident-1\`, \`incident-1\`, \`incident-1\`, \`incident-1\`, 25 more"
    `);
  });

  it('says that thirty remotes work again', () => {
    const { alias: _alias, ...seen } = healthy;
    const over = thirty('resolved', seen).map((each) => ({
      ...each,
      at: resolved.at,
      previousCause: 'connection-refused',
    }));
    expect(shown(rendered(messageOf(...over), STATUS))).toMatchInlineSnapshot(`
      "🟢 RESOLVED: 30 remotes of eu. It lasted 3 h
      === #017d73
      --- section
      *Was* The remote refuses connections (\`connection-refused\`)
      *Lasted* 3 h, from 2026-11-24 00:00:10 UTC to 2026-11-24 03:10:00 UTC
      --- section
      • \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`, \`shop-6\`, \`shop-7\`, \`shop-8\`, \`shop-9\`, \`shop-10\`, \`shop-11\`, \`shop-12\`, \`shop-13\`, \`shop-14\`, \`shop-15\`, \`shop-16\`, \`shop-17\`, \`shop-18\`, \`shop-19\`, \`shop-20\`, \`shop-21\`, \`shop-22\`, \`shop-23\`, \`shop-24\`
      • and 6 more
      --- context
      <https://status.example/?cluster=eu|Status page> · Seen from \`lambda in vpc-1\` at 2026-11-24 03:10:00 UTC · incidents \`incident-1\`, \`incident-1\`, \`incident-1\`, \`incident-1\`, \`incident-1\`, 25 more"
    `);
  });

  it('says how many remotes there are besides those that it lists', () => {
    const long = thirty('opened').map((each) => ({
      ...each,
      summary: { ...each.summary, alias: each.summary.alias.padStart(115, 'x') },
    }));
    const message = messageOf(...long);
    const [listed] = textsOf(rendered({ ...message, eventsLeftOut: 170 })).filter((text) =>
      text.startsWith('•'),
    );
    expect(listed?.split('\n').at(-1)).toMatchInlineSnapshot(`"• and 181 more"`);
    expect(shown(rendered({ ...message, eventsLeftOut: 170 }))).toContain(
      'FAILING: 200 remotes of eu',
    );
  });

  it('names one remote among others that could not be sent', () => {
    expect(textsOf(rendered({ ...messageOf(event()), eventsLeftOut: 1 }))[0]).toBe(
      '🔴 FAILING: 2 remotes of eu. The remote refuses connections',
    );
  });

  it('names how many local clusters there are, should a group have several', () => {
    const events = [event(), event({ summary: summary({ cluster: 'us', status: 'degraded' }) })];
    const message = { ...messageOf(event()), events };
    const [, head, , list] = textsOf(rendered(message));
    expect([head, list]).toMatchInlineSnapshot(`
      [
        "*The remote refuses connections* (\`connection-refused\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min",
        "The host answers, but nothing listens on the port. The remote node is stopped, listens on another port or interface, or a firewall rejects the connection. Searches fail or skip this remote, and followers stop reading.",
      ]
    `);
  });

  it('shows no evidence and no remedy where they were left out', () => {
    const short = messageOf(
      event({
        summary: summary({
          evidence: '',
          unexplained: undefined,
          meaning: '',
          verify: [],
          fix: [],
        }),
      }),
    );
    expect(blocksOf(rendered(short)).map(({ type }) => type)).toEqual(['section', 'context']);
  });

  it('links the page of the remote, and nothing where the URL is none', () => {
    const blocks = blocksOf(
      rendered(messageOf(event({ summary: summary({ alias: 'a/b|c' }) })), {
        statusPageUrl: 'https://status.example',
      }),
    );
    expect(JSON.stringify(blocks.at(-1))).toContain(
      '<https://status.example/remotes/eu/a%2Fb%7Cc|Status page>',
    );
    expect(shown(rendered(messageOf(event()), { statusPageUrl: 'none' }))).not.toContain(
      'Status page',
    );
  });

  it.each([
    ['one remote', [event()]],
    ['thirty', thirty('opened')],
    ['thirty that flap', thirty('flapping', { status: 'healthy' })],
  ])('of %s is short enough for a phone if there is a page with the rest', (_name, events) => {
    const texts = textsOf(rendered(messageOf(...events), STATUS));
    const read = texts.join('\n').replaceAll(/<[^|>]*\|([^>]*)>/g, '$1');
    // A phone shows about 22 lines of 42 characters in Slack.
    const lines = read.split('\n').map((each) => Math.ceil(each.length / 42));
    expect(lines.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(22);
  });

  it('explains that several flap', () => {
    const flapping = { times: 3, withinMinutes: 60, calmMinutes: 30 };
    const events = thirty('flapping', { status: 'healthy' }).map((each) => ({ ...each, flapping }));
    expect(shown(rendered(messageOf(...events), STATUS))).toContain(
      '*Flapping* each failed and recovered 3 times or more within 60 minutes. All work now.',
    );
  });

  it('refuses a message without events', () => {
    expect(() => rendered({ ...messageOf(event()), events: [] })).toThrow(
      /^Alert \w+ has no events$/,
    );
  });
});

/** So many remotes of each of so many local clusters. */
function fleetOf(
  clusters: number,
  aliases: number,
  common: Partial<IncidentEvent> = {},
  own: Partial<Summary> = {},
): IncidentEvent[] {
  return Array.from({ length: clusters }, (_c, cluster) =>
    Array.from({ length: aliases }, (_a, alias) =>
      event({
        id: `event-${cluster}-${alias}`,
        summary: summary({
          cluster: `local-${cluster + 1}`,
          alias: aliases === 1 ? 'archive' : `shop-${alias + 1}`,
          ...own,
        }),
        ...common,
      }),
    ),
  ).flat();
}

function grouped(about: About, events: readonly IncidentEvent[]): AlertMessage {
  const [{ kind } = event()] = events;
  return alertMessage({ id: 'group-1', kind, about, events }, MAX_BYTES);
}

function seen(about: About, events: readonly IncidentEvent[]): string {
  const message = rendered(grouped(about, events), STATUS);
  expectWithinLimits(message);
  return shown(message);
}

describe('slackMessage says in one message', () => {
  it('that several local clusters lost a remote', () => {
    const events = fleetOf(7, 1).map((each, index) =>
      index < 5
        ? each
        : {
            ...each,
            summary: { ...each.summary, cause: 'connection-timed-out', skipUnavailable: false },
          },
    );
    expect(seen({ kind: 'remote', bad: 7, of: 9 }, events)).toMatchInlineSnapshot(`
      "🔴 FAILING: archive is unreachable from 7 of 9 local clusters
      === #e7664c
      --- section
      *Causes* \`connection-refused\` (5), \`connection-timed-out\` (2)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Likely at fault* what the affected local clusters share (2 other local clusters reach the remote)
      --- section
      • the only local node configured; searches return HTTP 200 without its data (skip_unavailable: true): \`local-1 → archive\`, \`local-2 → archive\`, \`local-3 → archive\`, \`local-4 → archive\`, \`local-5 → archive\`
      • and 2 more
      --- context
      <https://status.example/?alias=archive|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incidents \`incident-1\`, \`incident-1\`, \`incident-1\`, \`incident-1\`, \`incident-1\`, 2 more"
    `);
  });

  it('that all local clusters lost a remote, for one cause', () => {
    expect(seen({ kind: 'remote', bad: 2, of: 2 }, fleetOf(2, 1))).toMatchInlineSnapshot(`
      "🔴 FAILING: archive is unreachable from 2 of 2 local clusters. The remote refuses connections
      === #e7664c
      --- section
      *The remote refuses connections* (\`connection-refused\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Likely at fault* \`archive\` (unreachable from both local clusters)
      --- section
      • the only local node configured; searches return HTTP 200 without its data (skip_unavailable: true): \`local-1 → archive\`, \`local-2 → archive\`
      --- section
      *Do first* Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration.
      --- context
      <https://status.example/?alias=archive&amp;cause=connection-refused|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incidents \`incident-1\`, \`incident-1\`"
    `);
  });

  it('that a local cluster lost all its remotes', () => {
    expect(seen({ kind: 'local', bad: 12, of: 12 }, fleetOf(1, 12))).toMatchInlineSnapshot(`
      "🔴 FAILING: local-1 lost all its 12 remotes. The remote refuses connections
      === #e7664c
      --- section
      *The remote refuses connections* (\`connection-refused\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Likely at fault* \`local-1\` (all its 12 remotes fail): a firewall in front of it that refuses connections, or wrong addresses in its registrations
      --- section
      • the only local node configured; searches return HTTP 200 without its data (skip_unavailable: true): \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`, \`shop-6\`, \`shop-7\`, \`shop-8\`, \`shop-9\`, \`shop-10\`, \`shop-11\`, \`shop-12\`
      --- context
      <https://status.example/?cluster=local-1&amp;cause=connection-refused|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incidents \`incident-1\`, \`incident-1\`, \`incident-1\`, \`incident-1\`, \`incident-1\`, 7 more"
    `);
  });

  it('that several local clusters lost theirs', () => {
    expect(seen({ kind: 'locals' }, fleetOf(3, 7))).toMatchInlineSnapshot(`
      "🔴 FAILING: 3 local clusters lost their remotes, 21 in all. The remote refuses connections
      === #e7664c
      --- section
      *The remote refuses connections* (\`connection-refused\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Likely at fault* what all of them share: stopped remote nodes, or a firewall or load balancer that refuses connections
      --- section
      • \`local-1\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`, 2 more
      • \`local-2\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`, 2 more
      • \`local-3\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`, 2 more
      --- context
      <https://status.example/?cause=connection-refused|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incidents \`incident-1\`, \`incident-1\`, \`incident-1\`, \`incident-1\`, \`incident-1\`, 16 more"
    `);
  });

  it('a storm', () => {
    const events = fleetOf(60, 5).map((each, index) => ({
      ...each,
      summary: { ...each.summary, cause: `cause-${index % 7}` },
    }));
    expect(seen({ kind: 'storm' }, events)).toMatchInlineSnapshot(`
      "🔴 FAILING: 300 remotes of 60 local clusters
      === #e7664c
      --- section
      *Causes* \`cause-0\` (43), \`cause-1\` (43), \`cause-2\` (43), \`cause-3\` (43), \`cause-4\` (43), 2 more
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Likely at fault* what all of them share: the place where the checker runs
      --- section
      • \`local-1\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`
      • \`local-2\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`
      • \`local-3\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`
      • \`local-4\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`
      • and 56 more local clusters
      --- context
      <https://status.example/|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incidents \`incident-1\`, \`incident-1\`, \`incident-1\`, \`incident-1\`, \`incident-1\`, 295 more"
    `);
  });

  it('how many there are in all, where the message is a part', () => {
    const part = { number: 1, of: 5, events: 5000, clusters: 50 };
    const message = rendered({ ...grouped({ kind: 'locals' }, fleetOf(2, 3)), part });
    expect(textsOf(message)[0]).toBe(
      '🔴 FAILING: 50 local clusters lost their remotes, 5000 in all. The remote refuses connections',
    );
    expect(textsOf(message)[2]).toMatch(/• and 48 more local clusters$/);
  });

  it('what is over', () => {
    const common = {
      kind: 'resolved',
      at: '2026-11-24T03:10:00.000Z' as const,
      previousCause: 'no-route',
      previousSeverity: 'critical',
    } as const;
    const back = (clusters: number, aliases: number) =>
      fleetOf(clusters, aliases, common, {
        status: 'healthy',
        cause: 'healthy',
        severity: 'ok',
        title: 'The remote works',
      });
    expect(seen({ kind: 'remote', bad: 2, of: 9 }, back(7, 1))).toMatchInlineSnapshot(`
      "🟢 RESOLVED: archive works again from 7 of 9 local clusters. It lasted 3 h
      === #017d73
      --- section
      *Was* There is no route to the remote (\`no-route\`)
      *Lasted* 3 h, from 2026-11-24 00:00:00 UTC to 2026-11-24 03:10:00 UTC
      *Elsewhere* still unreachable from 2 of 9 local clusters
      --- section
      • \`local-1 → archive\`, \`local-2 → archive\`, \`local-3 → archive\`, \`local-4 → archive\`, \`local-5 → archive\`, \`local-6 → archive\`, \`local-7 → archive\`
      --- context
      <https://status.example/?alias=archive|Status page> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incidents \`incident-1\`, \`incident-1\`, \`incident-1\`, \`incident-1\`, \`incident-1\`, 2 more"
    `);
    expect(seen({ kind: 'local', bad: 0, of: 12 }, back(1, 12)).split('\n')[0]).toBe(
      '🟢 RESOLVED: all 12 remotes of local-1 work again. It lasted 3 h',
    );
    expect(seen({ kind: 'locals' }, back(3, 7)).split('\n')[0]).toBe(
      '🟢 RESOLVED: 3 local clusters have their remotes back, 21 in all. It lasted 3 h',
    );
    expect(seen({ kind: 'remote', bad: 0, of: 7 }, back(7, 1)).split('\n')[0]).toBe(
      '🟢 RESOLVED: archive works again from 7 of 7 local clusters. It lasted 3 h',
    );
  });

  it('what several local clusters see while requests pass', () => {
    const events = fleetOf(3, 1, {}, { status: 'degraded', severity: 'warning' });
    expect(seen({ kind: 'remote', bad: 0, of: 9 }, events).split('\n')[0]).toBe(
      '🟠 DEGRADED: archive, seen from 3 of 9 local clusters, is degraded. The remote refuses connections',
    );
  });

  it('what it can where nothing was counted', () => {
    expect(seen({ kind: 'remote', bad: 0, of: 0 }, fleetOf(3, 1)).split('\n')[0]).toBe(
      '🔴 FAILING: archive is unreachable from 3 local clusters. The remote refuses connections',
    );
    expect(seen({ kind: 'remote', bad: 8, of: 9 }, fleetOf(3, 1)).split('\n')[0]).toBe(
      '🔴 FAILING: archive is unreachable from 8 of 9 local clusters. The remote refuses connections',
    );
    expect(seen({ kind: 'local', bad: 11, of: 12 }, fleetOf(1, 11)).split('\n')[0]).toBe(
      '🔴 FAILING: local-1 lost 11 of its 12 remotes. The remote refuses connections',
    );
  });
});

describe('slackMessage says of the checker', () => {
  const evidence = 'None of its canaries answers: proxy.example:443: connect ETIMEDOUT';
  const now = new Date(summary().checkedAt);
  const setting = { cluster: 'eu', alias: CANARY_ALIAS, mode: 'unknown', now } as const;
  const cause = findingOf('checker-network-lost', { evidence }, setting);
  const lost = canarySummary(
    'eu',
    {
      status: 'failing',
      cause,
      checkedAt: summary().checkedAt,
    },
    VANTAGE,
  );

  it('that it lost its own network', () => {
    const events = ['eu', 'us'].map((cluster) =>
      event({ id: cluster, summary: { ...lost, cluster } }),
    );
    expect(seen({ kind: 'checker' }, events)).toMatchInlineSnapshot(`
      "🔴 FAILING: the checker lost its own network
      === #bd271e
      --- section
      *The checker lost its own network* (\`checker-network-lost\`, critical)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      --- section
      • checks of \`eu\`
      • checks of \`us\`
      --- section
      *Do first* Fix the network of the checker: its subnet, security group, routes and name servers.
      --- context
      <https://status.example/|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incidents \`incident-1\`, \`incident-1\`"
    `);
  });

  it('that it has it back', () => {
    const back = {
      ...lost,
      status: 'healthy',
      severity: 'ok',
      cause: 'healthy',
      title: 'Its canaries answer',
    } as const;
    const event1 = event({
      kind: 'resolved',
      previousCause: 'checker-network-lost',
      previousSeverity: 'critical',
      summary: back,
    });
    expect(seen({ kind: 'checker' }, [event1]).split('\n')[0]).toBe(
      '🟢 RESOLVED: the checker has its own network back. It lasted 2 min',
    );
  });
});

describe('slackMessage says what an incident went through', () => {
  const acknowledged = {
    at: '2026-11-24T00:10:00.000Z' as const,
    until: '2026-11-24T06:00:00.000Z' as const,
    by: 'Ann *Onym*',
    why: 'disk <replaced> & on it',
  };

  it('flapping', () => {
    const flapping = { times: 3, withinMinutes: 60, calmMinutes: 30 };
    const one = event({
      kind: 'flapping',
      previousCause: 'connection-refused',
      flapping,
      summary: healthy,
    });
    expect(seen({ kind: 'remotes' }, [one])).toMatchInlineSnapshot(`
      "🟡 FLAPPING: remote orders of eu. The remote works
      === #017d73
      --- section
      *The remote works* (was \`connection-refused\`)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Remote* \`eu → orders\`
      *Flapping* failed and recovered 3 times within 60 minutes. It works now. No more messages until it stays healthy, or failing, for 30 minutes
      --- context
      <https://status.example/remotes/eu/orders|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 03:10:00 UTC · incident \`incident-1\`"
    `);
  });

  it('maintenance that has ended', () => {
    const text = seen({ kind: 'remotes' }, [event({ maintenance: 'patch sunday' })]);
    expect(text).toContain('\n*Maintenance* `patch sunday`: window ended; still failing\n');
  });

  it.each([
    ['a reminder', { kind: 'reminder', at: '2026-11-24T07:00:00.000Z' as const }, ' (expired)'],
    [
      'what is worse',
      { kind: 'changed', change: 'severity', at: '2026-11-24T01:00:00.000Z' as const },
      ' (does not cover the higher severity)',
    ],
    [
      'what stays',
      { kind: 'changed', change: 'steady', at: '2026-11-24T01:00:00.000Z' as const },
      '',
    ],
    ['the end', { kind: 'resolved', at: '2026-11-24T07:00:00.000Z' as const }, ''],
  ] as const)('who acknowledged it, with %s', (_what, given, counts) => {
    const text = seen({ kind: 'remotes' }, [event({ ...given, acknowledged })]);
    expect(text).toContain(
      `\n*Acknowledged* by Ann ∗Onym∗ until 2026-11-24 06:00:00 UTC${counts}: disk &lt;replaced&gt; &amp; on it`,
    );
  });

  it.each([
    [
      'severity',
      'ESCALATED: FAILING: remote orders of eu',
      '(`connection-refused`, error, warning before)',
    ],
    ['steady', 'NO LONGER FLAPPING: FAILING: remote orders of eu', '(`connection-refused`, error)'],
    ['cause', 'FAILING, NEW CAUSE: remote orders of eu', '(`connection-refused`, error)'],
  ] as const)('a change of %s', (change, head, severity) => {
    const one = event({
      kind: 'changed',
      change,
      previousCause: 'connection-refused',
      previousSeverity: 'warning',
    });
    const text = seen({ kind: 'remotes' }, [one]);
    expect(text).toContain(head);
    expect(text).toContain(severity);
    expect(text).not.toContain('was `');
  });

  it('the end of its registration', () => {
    const gone = event({
      kind: 'resolved',
      removed: true,
      previousCause: 'no-route',
      summary: removedSummary({ cluster: 'eu', alias: 'orders' }, new Date('2026-11-24T03:10:00Z')),
    });
    expect(seen({ kind: 'remotes' }, [gone])).toMatchInlineSnapshot(`
      "🟢 RESOLVED: remote orders of eu. It is not registered, or not checked, any more
      === #017d73
      --- section
      *It is not registered, or not checked, any more* (was \`no-route\`)
      *Lasted* 2 min, from 2026-11-24 00:00:00 UTC to 2026-11-24 00:02:00 UTC
      *Remote* \`eu → orders\`
      --- context
      <https://status.example/remotes/eu/orders|Status page> · Seen at 2026-11-24 03:10:00 UTC · incident \`incident-1\`"
    `);
  });

  it('replication that has stopped', () => {
    expect(
      seen({ kind: 'remotes' }, [event({ summary: summary({ replicationStopped: true }) })]),
    ).toContain('skip_unavailable: true); replication has stopped\n');
    const passing = { affected: 0, asked: 1, configured: 1 };
    expect(
      seen({ kind: 'remotes' }, [
        event({ summary: summary({ replicationStopped: true, localNodes: passing }) }),
      ]),
    ).toContain('the only local node still reaches it; replication has stopped\n');
  });
});

describe('slack', () => {
  it('posts the message to the webhook that the setting refers to', async () => {
    const bodies: unknown[] = [];
    const server = createServer(async (request, response) => {
      bodies.push(await json(request));
      response.end('ok');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const HOOK = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/hush`;
    const opened = slack.open({ webhook: 'env:HOOK' });
    if (!('send' in opened)) throw new Error('The settings are refused');
    const message = messageOf(event());
    const words = wordsOf(message, STATUS);
    const signal = AbortSignal.timeout(20_000);
    await opened.send({ message, words }, { signal, secrets: localSecretResolvers('.', { HOOK }) });
    server.close();
    expect(bodies).toEqual([JSON.parse(JSON.stringify(slackMessage(words)))]);
  });
});

describe('slackMessage, whatever the texts are,', () => {
  it('shows hostile names as text', () => {
    const message = rendered(
      messageOf(event({ summary: summaryOf(hostileResult, HOSTILE) })),
      STATUS,
    );
    expectWithinLimits(message);
    expect(shown(message)).toMatchInlineSnapshot(`
      "🔴 FAILING: remote &lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;�� of &lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;��. Not connected: &lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp; �
      === #e7664c
      --- section
      *Not connected: &lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp; �* (\`not-connected\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Affected* \`&lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;�� → &lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;��\`: the only local node configured; searches return HTTP 200 without its data (skip_unavailable: true)
      --- section
      *Do first* The log of the local node has the whole exception of that request.
      --- context
      <https://status.example/remotes/%3Cscript%3Ealert(1)%3C%2Fscript%3E%1B%5B31m%7C%22%26%0A%E2%80%AE/%3Cscript%3Ealert(1)%3C%2Fscript%3E%1B%5B31m%7C%22%26%0A%E2%80%AE|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`&lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;��\` at 2026-11-24 00:00:00 UTC · incident \`incident-1\`"
    `);
  });

  it('stays within the limits if everything is as long as it can be', () => {
    const long = '"&'.repeat(3000);
    const longest = event({
      kind: 'changed',
      change: 'severity',
      incidentId: long,
      previousCause: `1${long}`,
      maintenance: long,
      flapping: { times: 1e6, withinMinutes: 1e6, calmMinutes: 1e6 },
      acknowledged: { ...event(), until: event().at, by: long, why: long },
      summary: {
        ...summary({ cluster: long, alias: long, vantage: long, cause: long, title: long }),
        evidence: long,
        meaning: long,
        fix: [{ kind: 'text', text: long }],
        documentation: `https://docs.example/${'a'.repeat(770)}`,
        searches: {
          minutes: 1e6,
          answered: 0,
          skipped: 0,
          failed: { remotes_unavailable: 1e6, [long]: 1e6 },
          atLeast: true,
        },
        skipUnavailable: false,
        expiring: { what: '', stepDays: 7, isCause: false, evidence: long },
      },
    });
    const about = { kind: 'remote', bad: 1, of: 1e6 } as const;
    const statusPageUrl = `https://status.example/${'a'.repeat(100)}`;
    const one = wordsOf({
      ...grouped(about, [event()]),
      kind: 'changed',
      about,
      events: [longest],
    });
    const words = { ...one, links: one.links.concat({ label: 'Status page', url: statusPageUrl }) };
    expectWithinLimits(slackMessage(words));
    const message = slackMessage({
      ...words,
      affected: {
        unit: 'remotes',
        total: 1e6,
        groups: [{ label: [long], names: Array<string>(50).fill(long) }],
      },
      incidentIds: Array<string>(50).fill(long),
    });
    expectWithinLimits(message);
    expect(JSON.stringify(message.attachments).length).toBeGreaterThan(4000);
  });

  it('shows paragraphs as text and what is typed as code, as far as they fit', () => {
    const words = wordsOf(messageOf(event()));
    const steps = (...texts: string[]) =>
      textsOf(
        slackMessage({
          ...words,
          fix: texts.map((text) => ({ kind: /^GET/.test(text) ? 'typed' : 'text', text })),
        }),
      ).filter((text) => /How to fix|GET|…/.test(text));
    expect(steps('On the *local* cluster:', 'GET /a\nGET /b', 'Then wait.')).toEqual([
      '*How to fix*\nOn the ∗local∗ cluster:\n```\nGET /a\nGET /b\n```\nThen wait.',
    ]);
    const cutOff = steps('a'.repeat(1200), `GET /${'b'.repeat(2000)}`, 'Then wait.').join('\n');
    expect(cutOff).toMatch(/b…\n```\n…$/);
    expect(cutOff).not.toContain('Then wait');
  });

  const character = fc.constantFrom(
    'a',
    ' ',
    '&',
    '<',
    '>',
    '`',
    '*',
    '_',
    '"',
    '\\',
    '\n',
    '\u001b',
    '\u202e',
    '😀',
    '\ud800',
    '|',
    ':',
  );
  const text = fc.oneof(
    fc.string({ unit: character, maxLength: 60 }),
    fc.tuple(character, fc.integer({ min: 0, max: 6000 })).map(([one, times]) => one.repeat(times)),
    fc.constantFrom(HOSTILE, '<!channel>', '```', 'https://docs.example/?a=b&c=d'),
  );
  const place = fc.constantFrom('local-cluster', 'remote-cluster', 'each-local-node-shell');
  const step: fc.Arbitrary<Step> = fc.oneof(
    text.map((given) => ({ kind: 'text' as const, text: given })),
    fc.record({
      kind: fc.constant('lines' as const),
      on: place,
      lines: fc.array(text, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('request' as const),
      on: place,
      method: fc.constantFrom('GET', 'PUT'),
      path: text,
      body: text.map((given) => ({ [given]: [given] })),
    }),
  );
  const steps = fc.array(step, { maxLength: 5 });
  const summaries = fc.record({
    cluster: text,
    alias: text,
    cause: text,
    title: text,
    evidence: text,
    meaning: text,
    verify: steps,
    fix: steps,
    documentation: fc.oneof(text, fc.webUrl({ withQueryParameters: true, withFragments: true })),
    vantage: text,
    status: fc.constantFrom('healthy', 'degraded', 'failing', 'unknown'),
    skipUnavailable: fc.constantFrom(true, false, undefined),
  });
  const events = fc.record({
    id: text,
    incidentId: text,
    previousCause: text,
    summary: summaries.map((given) => summary(given)),
  });
  const messages = fc.record({
    id: text,
    kind: fc.constantFrom('opened', 'changed', 'flapping', 'reminder', 'resolved'),
    about: fc.oneof(
      fc.constantFrom(
        { kind: 'remotes' } as const,
        { kind: 'locals' } as const,
        { kind: 'storm' } as const,
        { kind: 'checker' } as const,
      ),
      fc.record({
        kind: fc.constantFrom('remote' as const, 'local' as const),
        bad: fc.nat(9),
        of: fc.nat(9),
      }),
    ),
    events: fc
      .tuple(fc.array(events, { minLength: 1, maxLength: 3 }), fc.constantFrom(1, 30))
      .map(([some, times]) => Array<typeof some>(times).fill(some).flat()),
    eventsLeftOut: fc.nat(1000),
    statusPageUrl: fc.oneof(text, fc.webUrl()),
  });

  it('stays within the limits, and lets no text become markup', () => {
    fc.assert(
      fc.property(messages, ({ statusPageUrl, ...given }) => {
        const all = given.events.map((each) => event({ ...each, kind: given.kind }));
        const message = rendered(
          { schemaVersion: 1, incidentIds: [], detailsLeftOut: 0, ...given, events: all },
          { statusPageUrl },
        );
        expectWithinLimits(message);
        for (const shownText of textsOf(message)) {
          const rest = shownText
            .replaceAll(/<https?:[^<>|\s]+\|(Status page|Documentation)>/g, '')
            .replaceAll(/&(amp|lt|gt);/g, 'e');
          expect(rest).not.toMatch(/[<>&]/);
          const outsideOfCode = rest.replaceAll(/```[^`]*```|`[^`]+`/g, '');
          expect(outsideOfCode).not.toContain('`');
          // Formats that are ours: bold labels in pairs.
          expect(outsideOfCode.replaceAll(/\*[^*\n]*\*/g, '')).not.toContain('*');
        }
      }),
    );
  });
});
