import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slackMessage } from '../../../lib/alert/slack/blocks.ts';
import { type AlertMessage, alertMessage, MAX_BYTES } from '../../../lib/alert/topic.ts';
import { CAUSES, findingOf } from '../../../lib/diagnosis/causes.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import type { About } from '../../../lib/state/incident/about.ts';
import { groupEvents } from '../../../lib/state/incident/group.ts';
import {
  CANARY_ALIAS,
  type IncidentEvent,
  type Summary,
} from '../../../lib/state/incident/incident.ts';
import { canarySummary, removedSummary, summaryOf } from '../../../lib/state/incident/summary.ts';
import { event, summary } from '../../state/incident/events.ts';
import {
  degradedResult,
  HOSTILE,
  healthyResult,
  hostileResult,
  unknownResult,
} from '../../support/results.ts';
import { expectWithinLimits, shown, textsOf } from './limits.ts';

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
  checkedAt: '2026-11-24T03:10:00.000Z',
});
const resolved = event({
  kind: 'resolved',
  at: '2026-11-24T03:10:00.000Z',
  previousCause: 'connection-refused',
  previousSeverity: 'critical',
  summary: healthy,
});

function thirty(kind: IncidentEvent['kind'], common: Partial<Summary> = {}): IncidentEvent[] {
  const aliases = Array.from({ length: 30 }, (_, index) => `shop-${index + 1}`);
  return aliases.map((alias, index) => {
    const fix = summary().fix.replaceAll('orders', alias);
    const openedAt = `2026-11-24T00:00:${index + 10}.000Z`;
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
        at: '2026-11-24T00:45:00.000Z',
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
    const [, header, section] = textsOf(
      slackMessage(told({ kind: 'local', bad: 3, of: 3 }, events)),
    );
    expect(header).toBe('🔴 NOW FAILING, WORSE THAN BEFORE: eu lost all its 3 remotes: suspect eu');
    expect(section?.split('\n')[0]).toBe(
      '*The remote refuses connections* (`connection-refused`, error). It was `api-key-expired`, `gateways-partly-reachable`',
    );
  });

  it('tells that a remote is failing', () => {
    expect(shown(slackMessage(messageOf(event()), STATUS))).toMatchInlineSnapshot(`
      "FAILING: remote orders of eu. The remote refuses connections
      --- header
      🔴 FAILING: remote orders of eu
      --- section
      *The remote refuses connections* (\`connection-refused\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Affected* \`eu → orders\`: the only local node configured; searches silently lack its data (skip_unavailable true)
      The host answers, but nothing listens on the port. The remote node is stopped, listens on another port or interface, or a firewall rejects the connection. Searches fail or skip this remote, and followers stop reading.
      --- section
      *Evidence*
      \`\`\`
      10.0.0.1:9300: connect refused
      \`\`\`
      --- section
      *How to fix*
      \`\`\`
      Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects:
      GET _resolve/cluster/orders:*
      \`\`\`
      --- context
      <https://status.example/remotes/eu/orders|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incident \`incident-1\`"
    `);
  });

  it('is made of blocks', () => {
    expect(
      slackMessage(messageOf(event({ summary: summary({ fix: 'GET /' }) }))),
    ).toMatchInlineSnapshot(`
      {
        "blocks": [
          {
            "text": {
              "emoji": false,
              "text": "🔴 FAILING: remote orders of eu",
              "type": "plain_text",
            },
            "type": "header",
          },
          {
            "text": {
              "text": "*The remote refuses connections* (\`connection-refused\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Affected* \`eu → orders\`: the only local node configured; searches silently lack its data (skip_unavailable true)
      The host answers, but nothing listens on the port. The remote node is stopped, listens on another port or interface, or a firewall rejects the connection. Searches fail or skip this remote, and followers stop reading.",
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
        "text": "FAILING: remote orders of eu. The remote refuses connections",
      }
    `);
  });

  it('tells that a remote is degraded, while requests pass', () => {
    const degraded = event({ summary: summaryOf(degradedResult, VANTAGE) });
    expect(shown(slackMessage(messageOf(degraded), STATUS))).toMatchInlineSnapshot(`
      "DEGRADED: remote logs of us. A certificate expires in 7 days
      --- header
      🟠 DEGRADED: remote logs of us
      --- section
      *A certificate expires in 7 days* (\`certificate-expires-soon\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Affected* \`us → logs\`: no local node so far, requests still pass
      After that date local nodes open no new connection that needs it. Searches and replication go on until the next interruption. Then the remote is unreachable.
      --- section
      *Evidence*
      \`\`\`
      Certificate CN=archive-1 (10.0.0.1:9300) expires on 2026-12-01, in 7 days
      \`\`\`
      --- section
      *How to fix*
      \`\`\`
      Renew the certificate in place: Elasticsearch reads changed files again without a restart. To renew a CA, trust both CAs for a while.
      \`\`\`
      --- context
      <https://status.example/remotes/us/logs|Status page> · <https://www.elastic.co/docs/deploy-manage/remote-clusters/remote-clusters-cert|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incident \`incident-1\`"
    `);
  });

  it('tells that something comes a step nearer to its end, be it the cause or not', () => {
    const expiring = {
      what: 'x',
      stepDays: 7,
      isCause: true,
      evidence: '*CN=es-1* expires on 2026-12-01, in 7 days',
    };
    const changed = (summary: Summary) =>
      shown(slackMessage(messageOf(event({ kind: 'changed', change: 'expiry', summary }))));
    expect(changed(summary({ expiring: { ...expiring, isCause: false } })).split('\n')).toEqual(
      expect.arrayContaining([
        'STILL FAILING, AND LESS TIME LEFT: remote orders of eu. The remote refuses connections',
        '*Expires too* ∗CN=es-1∗ expires on 2026-12-01, in 7 days',
      ]),
    );
    expect(changed(summary({ ...summaryOf(degradedResult, VANTAGE), expiring }))).not.toContain(
      'Expires too',
    );
  });

  it('tells that an incident has another cause', () => {
    const changed = event({
      kind: 'changed',
      previousCause: 'no-route',
      at: '2026-11-24T00:45:00.000Z',
    });
    expect(shown(slackMessage(messageOf(changed)))).toMatchInlineSnapshot(`
      "STILL FAILING, OTHER CAUSE: remote orders of eu. The remote refuses connections
      --- header
      🔴 STILL FAILING, OTHER CAUSE: remote orders of eu
      --- section
      *The remote refuses connections* (\`connection-refused\`, error). It was \`no-route\`
      *Since* 2026-11-24 00:00:00 UTC, for 45 min
      *Affected* \`eu → orders\`: the only local node configured; searches silently lack its data (skip_unavailable true)
      The host answers, but nothing listens on the port. The remote node is stopped, listens on another port or interface, or a firewall rejects the connection. Searches fail or skip this remote, and followers stop reading.
      --- section
      *Evidence*
      \`\`\`
      10.0.0.1:9300: connect refused
      \`\`\`
      --- section
      *How to fix*
      \`\`\`
      Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects:
      GET _resolve/cluster/orders:*
      \`\`\`
      --- context
      <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incident \`incident-1\`"
    `);
  });

  it('reminds of an incident', () => {
    const reminder = event({ kind: 'reminder', at: '2026-11-24T04:02:00.000Z' });
    expect(shown(slackMessage(messageOf(reminder), STATUS))).toMatchInlineSnapshot(`
      "STILL FAILING: remote orders of eu. The remote refuses connections
      --- header
      🔴 STILL FAILING: remote orders of eu
      --- section
      *The remote refuses connections* (\`connection-refused\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 4 h
      *Affected* \`eu → orders\`: the only local node configured; searches silently lack its data (skip_unavailable true)
      The host answers, but nothing listens on the port. The remote node is stopped, listens on another port or interface, or a firewall rejects the connection. Searches fail or skip this remote, and followers stop reading.
      --- section
      *Evidence*
      \`\`\`
      10.0.0.1:9300: connect refused
      \`\`\`
      --- section
      *How to fix*
      \`\`\`
      Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects:
      GET _resolve/cluster/orders:*
      \`\`\`
      --- context
      <https://status.example/remotes/eu/orders|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incident \`incident-1\`"
    `);
  });

  it('reminds of an incident whose remote cannot be seen now', () => {
    const reminder = event({
      kind: 'reminder',
      at: '2026-11-24T04:02:00.000Z',
      summary: summaryOf(unknownResult, VANTAGE),
    });
    expect(shown(slackMessage(messageOf(reminder), STATUS))).toMatchInlineSnapshot(`
      "STILL OPEN, STATE UNKNOWN: remote metrics of eu. The checker lacks privileges
      --- header
      ⚪ STILL OPEN, STATE UNKNOWN: remote metrics of eu
      --- section
      *The checker lacks privileges* (\`checker-not-authorized\`, unknown)
      *Since* 2026-11-24 00:00:00 UTC, for 4 h
      *Affected* \`eu → metrics\`: not known at the moment
      Elasticsearch refused a request of the checker, so the checker knows nothing from that request. This says nothing about the remote.
      --- section
      *Evidence*
      \`\`\`
      Our user may not ask GET /_resolve/cluster: action [indices:admin/resolve/cluster] is unauthorized for user [checker]
      \`\`\`
      --- section
      *How to fix*
      \`\`\`
      On the local cluster:
      PUT _security/role/remote-cluster-checker
      { "cluster": [ "monitor" ], "remote_indices": [ { "clusters": [ "*" ], "names": [ "connectivity-check-*" ], "privileges": [ "read" ] } ], "remote_cluster": [ { "clusters": [ "*" ], "privileges": [ "monitor_stats" ] } ] }
      (remote_indices from 8.10 and remote_cluster from 8.17 on, both for remotes with an API key only)
      A remote in the certificate model needs a role of the same name. So does any remote whose own HTTP addresses the registry gives:
      On the remote cluster:
      PUT _security/role/remote-cluster-checker
      { "cluster": [ "monitor", "read_security" ], "indices": [ { "names": [ "connectivity-check-*" ], "privileges": [ "read" ] } ] }
      (read_security only for GET _security/api_key)
      If the checker uses an API key, the certificate model goes by the role_descriptors of this key, and by no role of the remote: give it the indices of the second role too.
      \`\`\`
      --- context
      <https://status.example/remotes/eu/metrics|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC · incident \`incident-1\`"
    `);
  });

  it('tells that an incident is over', () => {
    expect(shown(slackMessage(messageOf(resolved), STATUS))).toMatchInlineSnapshot(`
      "RESOLVED: remote orders of eu. The remote works
      --- header
      🟢 RESOLVED: remote orders of eu
      --- section
      *The remote works*. It was \`connection-refused\`
      *Lasted* 3 h, from 2026-11-24 00:00:00 UTC to 2026-11-24 03:10:00 UTC
      *Remote* \`eu → orders\`
      --- section
      *Evidence*
      \`\`\`
      A cross-cluster request passes through local-1 (12 ms); the remote runs 9.5.3
      \`\`\`
      --- context
      <https://status.example/remotes/eu/orders|Status page> · Seen from \`lambda in vpc-1\` at 2026-11-24 03:10:00 UTC · incident \`incident-1\`"
    `);
  });

  it('tells of thirty remotes', () => {
    expect(shown(slackMessage(messageOf(...thirty('opened')), STATUS))).toMatchInlineSnapshot(`
      "FAILING: 30 remotes of eu. The remote refuses connections
      --- header
      🔴 FAILING: 30 remotes of eu
      --- section
      *The remote refuses connections* (\`connection-refused\`, error)
      *Since* 2026-11-24 00:00:10 UTC, for 1 min
      The host answers, but nothing listens on the port. The remote node is stopped, listens on another port or interface, or a firewall rejects the connection. Searches fail or skip this remote, and followers stop reading.
      --- section
      • the only local node configured; searches silently lack its data (skip_unavailable true): \`shop-1\`, \`shop-3\`, \`shop-5\`, \`shop-7\`, \`shop-9\`, \`shop-11\`, \`shop-13\`, \`shop-15\`, \`shop-17\`, \`shop-19\`, \`shop-21\`, \`shop-23\`, \`shop-25\`, \`shop-27\`, \`shop-29\`
      • the only local node configured; searches fail (skip_unavailable false): \`shop-2\`, \`shop-4\`, \`shop-6\`, \`shop-8\`, \`shop-10\`, \`shop-12\`, \`shop-14\`, \`shop-16\`, \`shop-18\`, \`shop-20\`, \`shop-22\`, \`shop-24\`, \`shop-26\`, \`shop-28\`, \`shop-30\`
      --- section
      *Evidence*, \`eu → shop-1\` as the example
      \`\`\`
      10.0.0.1:9300: connect refused
      \`\`\`
      --- section
      *How to fix*, \`eu → shop-1\` as the example
      \`\`\`
      Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects:
      GET _resolve/cluster/shop-1:*
      \`\`\`
      --- context
      <https://status.example/|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC"
    `);
  });

  it('tells that thirty remotes work again', () => {
    const { alias: _alias, ...seen } = healthy;
    const over = thirty('resolved', seen).map((each) => ({
      ...each,
      at: resolved.at,
      previousCause: 'connection-refused',
    }));
    expect(shown(slackMessage(messageOf(...over), STATUS))).toMatchInlineSnapshot(`
      "RESOLVED: 30 remotes of eu
      --- header
      🟢 RESOLVED: 30 remotes of eu
      --- section
      *The remote works*. It was \`connection-refused\`
      *Lasted* 3 h, from 2026-11-24 00:00:10 UTC to 2026-11-24 03:10:00 UTC
      --- section
      • \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`, \`shop-6\`, \`shop-7\`, \`shop-8\`, \`shop-9\`, \`shop-10\`, \`shop-11\`, \`shop-12\`, \`shop-13\`, \`shop-14\`, \`shop-15\`, \`shop-16\`, \`shop-17\`, \`shop-18\`, \`shop-19\`, \`shop-20\`, \`shop-21\`, \`shop-22\`, \`shop-23\`, \`shop-24\`, \`shop-25\`, \`shop-26\`, \`shop-27\`, \`shop-28\`, \`shop-29\`, \`shop-30\`
      --- section
      *Evidence*, \`eu → shop-1\` as the example
      \`\`\`
      A cross-cluster request passes through local-1 (12 ms); the remote runs 9.5.3
      \`\`\`
      --- context
      <https://status.example/|Status page> · Seen from \`lambda in vpc-1\` at 2026-11-24 03:10:00 UTC"
    `);
  });

  it('says how many remotes there are besides those that it lists', () => {
    const long = thirty('opened').map((each) => ({
      ...each,
      summary: { ...each.summary, alias: each.summary.alias.padStart(115, 'x') },
    }));
    const message = messageOf(...long);
    const [listed] = textsOf(slackMessage({ ...message, eventsLeftOut: 170 })).filter((text) =>
      text.startsWith('•'),
    );
    expect(listed?.split('\n').at(-1)).toMatchInlineSnapshot(`"• and 181 more"`);
    expect(shown(slackMessage({ ...message, eventsLeftOut: 170 }))).toContain(
      'FAILING: 200 remotes of eu',
    );
  });

  it('tells of one remote among others that could not be sent', () => {
    expect(textsOf(slackMessage({ ...messageOf(event()), eventsLeftOut: 1 }))[1]).toBe(
      '🔴 FAILING: 2 remotes of eu',
    );
  });

  it('names how many local clusters there are, should a group have several', () => {
    const events = [event(), event({ summary: summary({ cluster: 'us', status: 'degraded' }) })];
    const message = { ...messageOf(event()), events };
    const [, head, , list] = textsOf(slackMessage(message));
    expect([head, list]).toMatchInlineSnapshot(`
      [
        "🔴 FAILING: 2 remotes of 2 local clusters",
        "• the only local node configured; searches silently lack its data (skip_unavailable true): \`eu → orders\`, \`us → orders\`",
      ]
    `);
  });

  it('shows no evidence and no remedy where they were left out', () => {
    const short = messageOf(
      event({ summary: summary({ evidence: '', meaning: '', verify: '', fix: '' }) }),
    );
    expect(slackMessage(short).blocks.map(({ type }) => type)).toEqual([
      'header',
      'section',
      'context',
    ]);
  });

  it('links the page of the remote, and nothing where the URL is none', () => {
    const { blocks } = slackMessage(messageOf(event({ summary: summary({ alias: 'a/b|c' }) })), {
      statusPageUrl: 'https://status.example',
    });
    expect(JSON.stringify(blocks.at(-1))).toContain(
      '<https://status.example/remotes/eu/a%2Fb%7Cc|Status page>',
    );
    expect(shown(slackMessage(messageOf(event()), { statusPageUrl: 'none' }))).not.toContain(
      'Status page',
    );
  });

  it('refuses a message without events', () => {
    expect(() => slackMessage({ ...messageOf(event()), events: [] })).toThrow(
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

function told(about: About, events: readonly IncidentEvent[]): AlertMessage {
  const [{ kind } = event()] = events;
  return alertMessage({ id: 'group-1', kind, about, events }, MAX_BYTES);
}

function seen(about: About, events: readonly IncidentEvent[]): string {
  const message = slackMessage(told(about, events), STATUS);
  expectWithinLimits(message);
  return shown(message);
}

describe('slackMessage tells in one message', () => {
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
      "FAILING: archive is unreachable from 7 of 9 local clusters
      --- header
      🔴 FAILING: archive is unreachable from 7 of 9 local clusters
      --- section
      *Causes* \`connection-refused\` (5), \`connection-timed-out\` (2)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Suspect* what those that cannot have in common: 2 other local clusters reach it
      --- section
      • the only local node configured; searches silently lack its data (skip_unavailable true): \`local-1 → archive\`, \`local-2 → archive\`, \`local-3 → archive\`, \`local-4 → archive\`, \`local-5 → archive\`
      • the only local node configured; searches fail (skip_unavailable false): \`local-6 → archive\`, \`local-7 → archive\`
      --- section
      *Evidence*, \`local-1 → archive\` as the example
      \`\`\`
      10.0.0.1:9300: connect refused
      \`\`\`
      --- context
      <https://status.example/|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC"
    `);
  });

  it('that all local clusters lost a remote, for one cause', () => {
    expect(seen({ kind: 'remote', bad: 2, of: 2 }, fleetOf(2, 1))).toMatchInlineSnapshot(`
      "FAILING: archive is unreachable from 2 of 2 local clusters. The remote refuses connections
      --- header
      🔴 FAILING: archive is unreachable from 2 of 2 local clusters
      --- section
      *The remote refuses connections* (\`connection-refused\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Suspect* \`archive\` itself: neither of 2 local clusters that have it registered reaches it
      The host answers, but nothing listens on the port. The remote node is stopped, listens on another port or interface, or a firewall rejects the connection. Searches fail or skip this remote, and followers stop reading.
      --- section
      • the only local node configured; searches silently lack its data (skip_unavailable true): \`local-1 → archive\`, \`local-2 → archive\`
      --- section
      *Evidence*, \`local-1 → archive\` as the example
      \`\`\`
      10.0.0.1:9300: connect refused
      \`\`\`
      --- section
      *How to fix*, \`local-1 → archive\` as the example
      \`\`\`
      Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects:
      GET _resolve/cluster/orders:*
      \`\`\`
      --- context
      <https://status.example/|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC"
    `);
  });

  it('that a local cluster lost all its remotes', () => {
    expect(seen({ kind: 'local', bad: 12, of: 12 }, fleetOf(1, 12))).toMatchInlineSnapshot(`
      "FAILING: local-1 lost all its 12 remotes: suspect local-1. The remote refuses connections
      --- header
      🔴 FAILING: local-1 lost all its 12 remotes: suspect local-1
      --- section
      *The remote refuses connections* (\`connection-refused\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Suspect* \`local-1\` itself, before so many remotes at once: its network, DNS, certificates, nodes
      --- section
      • the only local node configured; searches silently lack its data (skip_unavailable true): \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`, \`shop-6\`, \`shop-7\`, \`shop-8\`, \`shop-9\`, \`shop-10\`, \`shop-11\`, \`shop-12\`
      --- section
      *Evidence*, \`local-1 → shop-1\` as the example
      \`\`\`
      10.0.0.1:9300: connect refused
      \`\`\`
      --- context
      <https://status.example/|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC"
    `);
  });

  it('that several local clusters lost theirs', () => {
    expect(seen({ kind: 'locals' }, fleetOf(3, 7))).toMatchInlineSnapshot(`
      "FAILING: 3 local clusters lost their remotes, 21 in all. The remote refuses connections
      --- header
      🔴 FAILING: 3 local clusters lost their remotes, 21 in all
      --- section
      *The remote refuses connections* (\`connection-refused\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Suspect* what all of them have in common: the network between, DNS, a CA that has expired, or the place where the checker runs
      --- section
      • \`local-1\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`, 2 more
      • \`local-2\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`, 2 more
      • \`local-3\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`, 2 more
      --- section
      *Evidence*, \`local-1 → shop-1\` as the example
      \`\`\`
      10.0.0.1:9300: connect refused
      \`\`\`
      --- context
      <https://status.example/|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC"
    `);
  });

  it('a storm', () => {
    const events = fleetOf(60, 5).map((each, index) => ({
      ...each,
      summary: { ...each.summary, cause: `cause-${index % 7}` },
    }));
    expect(seen({ kind: 'storm' }, events)).toMatchInlineSnapshot(`
      "FAILING: 300 remotes of 60 local clusters
      --- header
      🔴 FAILING: 300 remotes of 60 local clusters
      --- section
      *Causes* \`cause-0\` (43), \`cause-1\` (43), \`cause-2\` (43), \`cause-3\` (43), \`cause-4\` (43), 2 more
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Suspect* what all of them have in common: the network between, DNS, a CA that has expired, or the place where the checker runs
      --- section
      • \`local-1\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`
      • \`local-2\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`
      • \`local-3\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`
      • \`local-4\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`
      • \`local-5\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`
      • \`local-6\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`
      • \`local-7\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`
      • \`local-8\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`
      • \`local-9\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`
      • \`local-10\`: \`shop-1\`, \`shop-2\`, \`shop-3\`, \`shop-4\`, \`shop-5\`
      • and 50 more local clusters
      --- section
      *Evidence*, \`local-1 → shop-1\` as the example
      \`\`\`
      10.0.0.1:9300: connect refused
      \`\`\`
      --- context
      <https://status.example/|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC"
    `);
  });

  it('how many there are in all, where the message is a part', () => {
    const part = { number: 1, of: 5, events: 5000, clusters: 50 };
    const message = slackMessage({ ...told({ kind: 'locals' }, fleetOf(2, 3)), part });
    expect(textsOf(message)[1]).toBe(
      '🔴 FAILING: 50 local clusters lost their remotes, 5000 in all',
    );
    expect(textsOf(message)[3]).toMatch(/• and 48 more local clusters$/);
  });

  it('what is over', () => {
    const common = {
      kind: 'resolved',
      at: '2026-11-24T03:10:00.000Z',
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
      "RESOLVED: archive works again from 7 of 9 local clusters
      --- header
      🟢 RESOLVED: archive works again from 7 of 9 local clusters
      --- section
      *The remote works*. It was \`no-route\`
      *Lasted* 3 h, from 2026-11-24 00:00:00 UTC to 2026-11-24 03:10:00 UTC
      *Elsewhere* it is still unreachable from 2 of 9 local clusters
      --- section
      • \`local-1 → archive\`, \`local-2 → archive\`, \`local-3 → archive\`, \`local-4 → archive\`, \`local-5 → archive\`, \`local-6 → archive\`, \`local-7 → archive\`
      --- section
      *Evidence*, \`local-1 → archive\` as the example
      \`\`\`
      10.0.0.1:9300: connect refused
      \`\`\`
      --- context
      <https://status.example/|Status page> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC"
    `);
    expect(seen({ kind: 'local', bad: 0, of: 12 }, back(1, 12)).split('\n')[0]).toBe(
      'RESOLVED: all 12 remotes of local-1 work again',
    );
    expect(seen({ kind: 'locals' }, back(3, 7)).split('\n')[0]).toBe(
      'RESOLVED: 3 local clusters have their remotes back, 21 in all',
    );
    expect(seen({ kind: 'remote', bad: 0, of: 7 }, back(7, 1)).split('\n')[0]).toBe(
      'RESOLVED: archive works again from 7 of 7 local clusters',
    );
  });

  it('that one local cluster alone, or with others, lost a remote', () => {
    const suspect = (bad: number, of: number) =>
      /\*Suspect\* (.*)/.exec(seen({ kind: 'remote', bad, of }, fleetOf(1, 1)))?.[1];
    expect(suspect(1, 9)).toBe('`local-1` and its way there: 8 other local clusters reach it');
    expect(suspect(1, 2)).toBe('`local-1` and its way there: another local cluster reaches it');
    expect(suspect(4, 9)).toBe(
      'what those that cannot have in common: 5 other local clusters reach it',
    );
    expect(suspect(2, 2)).toBe(
      '`archive` itself: neither of 2 local clusters that have it registered reaches it',
    );
  });

  it('what several local clusters see while requests pass', () => {
    const events = fleetOf(3, 1, {}, { status: 'degraded', severity: 'warning' });
    expect(seen({ kind: 'remote', bad: 0, of: 9 }, events).split('\n')[0]).toBe(
      'DEGRADED: archive as seen from 3 of 9 local clusters. The remote refuses connections',
    );
  });

  it('what it can where nothing was counted', () => {
    expect(seen({ kind: 'remote', bad: 0, of: 0 }, fleetOf(3, 1)).split('\n')[0]).toBe(
      'FAILING: archive is unreachable from 3 local clusters. The remote refuses connections',
    );
    expect(seen({ kind: 'remote', bad: 8, of: 9 }, fleetOf(3, 1)).split('\n')[0]).toBe(
      'FAILING: archive is unreachable from 8 of 9 local clusters. The remote refuses connections',
    );
    expect(seen({ kind: 'local', bad: 11, of: 12 }, fleetOf(1, 11)).split('\n')[0]).toBe(
      'FAILING: local-1 lost 11 of its 12 remotes: suspect local-1. The remote refuses connections',
    );
  });
});

describe('slackMessage tells of the checker', () => {
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
      "FAILING: the checker lost its own network
      --- header
      🔴 FAILING: the checker lost its own network
      --- section
      *The checker lost its own network* (\`checker-network-lost\`, critical)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      An address that always has to work from where the checker runs does not work. Until it does, the checker's view of clusters does not count: it opens, changes and resolves no incident.
      --- section
      • checks of \`eu\`
      • checks of \`us\`
      --- section
      *Evidence*
      \`\`\`
      None of its canaries answers: proxy.example:443: connect ETIMEDOUT
      \`\`\`
      --- section
      *How to fix*
      \`\`\`
      Fix the network of the checker: its subnet, security group, routes and name servers. If it reaches the clusters all the same, correct canary in its registry.
      \`\`\`
      --- context
      <https://status.example/|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 00:00:00 UTC"
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
      'RESOLVED: the checker has its own network back',
    );
  });
});

describe('slackMessage tells what an incident went through', () => {
  const acknowledged = {
    at: '2026-11-24T00:10:00.000Z',
    until: '2026-11-24T06:00:00.000Z',
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
      "FLAPPING: remote orders of eu. The remote works
      --- header
      🟡 FLAPPING: remote orders of eu
      --- section
      *The remote works*. It was \`connection-refused\`
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Remote* \`eu → orders\`
      It broke and came back 3 times within 60 minutes, and works right now. Nothing more is told until it has stayed well, or broken, for 30 minutes
      --- section
      *Evidence*
      \`\`\`
      A cross-cluster request passes through local-1 (12 ms); the remote runs 9.5.3
      \`\`\`
      --- context
      <https://status.example/remotes/eu/orders|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`lambda in vpc-1\` at 2026-11-24 03:10:00 UTC · incident \`incident-1\`"
    `);
  });

  it('maintenance that has ended', () => {
    const text = seen({ kind: 'remotes' }, [event({ maintenance: 'patch sunday' })]);
    expect(text).toContain('\n*Maintenance* `patch sunday` has ended, and it is still broken\n');
  });

  it.each([
    ['a reminder', { kind: 'reminder', at: '2026-11-24T07:00:00.000Z' }, ', which is over'],
    [
      'what is worse',
      { kind: 'changed', change: 'severity', at: '2026-11-24T01:00:00.000Z' },
      ', which does not hold for what is worse',
    ],
    ['what stays', { kind: 'changed', change: 'steady', at: '2026-11-24T01:00:00.000Z' }, ''],
    ['the end', { kind: 'resolved', at: '2026-11-24T07:00:00.000Z' }, ''],
  ] as const)('who acknowledged it, with %s', (_what, given, counts) => {
    const text = seen({ kind: 'remotes' }, [event({ ...given, acknowledged })]);
    expect(text).toContain(
      `\n*Acknowledged* by Ann ∗Onym∗ until 2026-11-24 06:00:00 UTC${counts}: disk &lt;replaced&gt; &amp; on it`,
    );
  });

  it.each([
    [
      'severity',
      'NOW FAILING, WORSE THAN BEFORE: remote orders of eu',
      '(`connection-refused`, error, warning before)',
    ],
    ['steady', 'NO LONGER FLAPPING, FAILING: remote orders of eu', '(`connection-refused`, error)'],
    ['cause', 'STILL FAILING, OTHER CAUSE: remote orders of eu', '(`connection-refused`, error)'],
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
    expect(text).not.toContain('It was');
  });

  it('the end of its registration', () => {
    const gone = event({
      kind: 'resolved',
      removed: true,
      previousCause: 'no-route',
      summary: removedSummary({ cluster: 'eu', alias: 'orders' }, new Date('2026-11-24T03:10:00Z')),
    });
    expect(seen({ kind: 'remotes' }, [gone])).toMatchInlineSnapshot(`
      "RESOLVED: remote orders of eu. It is not registered, or not checked, any more
      --- header
      🟢 RESOLVED: remote orders of eu
      --- section
      *It is not registered, or not checked, any more*. It was \`no-route\`
      *Lasted* 2 min, from 2026-11-24 00:00:00 UTC to 2026-11-24 00:02:00 UTC
      *Remote* \`eu → orders\`
      --- context
      <https://status.example/remotes/eu/orders|Status page> · Seen at 2026-11-24 03:10:00 UTC · incident \`incident-1\`"
    `);
  });

  it('replication that has stopped', () => {
    expect(
      seen({ kind: 'remotes' }, [event({ summary: summary({ replicationStopped: true }) })]),
    ).toContain('skip_unavailable true); replication has stopped\n');
    const passing = { affected: 0, asked: 1, configured: 1 };
    expect(
      seen({ kind: 'remotes' }, [
        event({ summary: summary({ replicationStopped: true, localNodes: passing }) }),
      ]),
    ).toContain('requests still pass; replication has stopped\n');
  });
});

describe('slackMessage tells who is affected', () => {
  const about = (overrides: Partial<Summary>) =>
    textsOf(slackMessage(messageOf(event({ summary: summary(overrides) })))).flatMap(
      (text) => /Affected.*→ orders`: (.*)/.exec(text)?.[1] ?? [],
    );

  it.each([
    [
      { affected: 3, asked: 3, configured: 3 },
      true,
      'all 3 local nodes; searches silently lack its data (skip_unavailable true)',
    ],
    [
      { affected: 1, asked: 1, configured: 1 },
      false,
      'the only local node configured; searches fail (skip_unavailable false)',
    ],
    [
      { affected: 1, asked: 3, configured: 3 },
      undefined,
      '1 of 3 local nodes asked; skip_unavailable is not known',
    ],
    [
      { affected: 1, asked: 1, configured: 3 },
      false,
      '1 of 1 local nodes asked (3 configured); searches fail (skip_unavailable false)',
    ],
    [{ affected: 0, asked: 0, configured: 3 }, false, 'searches fail (skip_unavailable false)'],
    [undefined, true, 'searches silently lack its data (skip_unavailable true)'],
    [{ affected: 0, asked: 2, configured: 3 }, true, 'no local node so far, requests still pass'],
  ] as const)('%j, skip_unavailable %s → %s', (localNodes, skipUnavailable, expected) => {
    expect(about({ localNodes, skipUnavailable })).toEqual([expected]);
  });
});

describe('slackMessage tells how to accept who the remote is now', () => {
  it('with a request that only lacks the token and the reason', () => {
    const fix = textOf(CAUSES['cluster-replaced'].fix({ cluster: 'eu', alias: 'archive' }));
    const texts = textsOf(
      slackMessage(
        messageOf(event({ summary: summary({ cause: 'cluster-replaced', fix }) })),
        STATUS,
      ),
    ).join('\n');
    expect(texts).toContain(
      `-d '{"reason":"&lt;why it is right&gt;"}' "https://status.example/clusters/eu/remotes/archive/identity/accept"`,
    );
  });
});

describe('slackMessage tells what searches lacked', () => {
  const about = (
    searches: Summary['searches'],
    kind: 'opened' | 'resolved' = 'opened',
    skipUnavailable = true,
  ) =>
    textsOf(
      slackMessage(messageOf(event({ kind, summary: summary({ searches, skipUnavailable }) }))),
    ).flatMap((text) => /^\*Searches\* (.*)$/m.exec(text)?.[1] ?? []);
  const recent = { minutes: 60, answered: 588, skipped: 312, failed: {}, atLeast: false };

  it('of late, also when it is over', () => {
    expect(about(recent)).toEqual(['312 of 900 searches in the last hour left it out']);
    expect(about({ ...recent, atLeast: true }, 'resolved')).toEqual([
      'at least 312 of 900 searches in the last hour left it out',
    ]);
  });

  it('of several remotes together', () => {
    const told = (...all: Summary['searches'][]) =>
      textsOf(
        slackMessage(
          messageOf(
            ...all.map((searches, index) =>
              event({ summary: summary({ alias: `r${index}`, searches }) }),
            ),
          ),
        ),
      ).join('\n');
    expect(told(recent, { ...recent, minutes: 12 }, undefined)).toContain(
      '*Searches* 624 times in the last 60 minutes a search went on without one of them',
    );
    expect(told(undefined, { ...recent, skipped: 0 })).not.toContain('*Searches*');
  });

  it('or how many failed for want of a remote, where they do not go on without', () => {
    const failed = { remotes_unavailable: 1 };
    expect(about({ ...recent, skipped: 0, failed }, 'opened', false)).toEqual([
      '1 cross-cluster search of the local cluster failed in the last hour (1 remotes_unavailable)',
    ]);
    expect(about({ ...recent, skipped: 0, failed: { timeout: 5 } }, 'opened', false)).toEqual([]);
    expect(about({ ...recent, skipped: 0, failed }, 'opened', true)).toEqual([]);
  });

  it.each([undefined, { ...recent, skipped: 0 }])(
    'and nothing where none did or nobody counted: %j',
    (searches) => {
      expect(about(searches)).toEqual([]);
    },
  );
});

describe('slackMessage, whatever the texts are,', () => {
  it('shows hostile names as text', () => {
    const message = slackMessage(
      messageOf(event({ summary: summaryOf(hostileResult, HOSTILE) })),
      STATUS,
    );
    expectWithinLimits(message);
    expect(shown(message)).toMatchInlineSnapshot(`
      "FAILING: remote &lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;�� of &lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;��. Not connected, cause unknown
      --- header
      🔴 FAILING: remote &lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;�� of &lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;��
      --- section
      *Not connected, cause unknown* (\`not-connected\`, error)
      *Since* 2026-11-24 00:00:00 UTC, for 2 min
      *Affected* \`&lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;�� → &lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;��\`: the only local node configured; searches silently lack its data (skip_unavailable true)
      A real cross-cluster request fails, Elasticsearch gives no reason, and the probe of the configured addresses finds no fault. Only the nodes see what is left: gateway nodes behind the seeds, trust, credentials, or the route from the nodes themselves.
      --- section
      *Evidence*
      \`\`\`
      A cross-cluster request does not pass (&lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;
      �: &lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;
      �), Elasticsearch gives no reason for it
      \`\`\`
      --- section
      *How to fix*
      \`\`\`
      Give the remote's own HTTP access in the registry (remotes.&lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;
      �.remote), so that the checker sees gateways and keys. Search &lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;
      �:* through a node while its log is open: the node writes the reason there.
      \`\`\`
      --- context
      <https://status.example/remotes/%3Cscript%3Ealert(1)%3C%2Fscript%3E%1B%5B31m%7C%22%26%0A%E2%80%AE/%3Cscript%3Ealert(1)%3C%2Fscript%3E%1B%5B31m%7C%22%26%0A%E2%80%AE|Status page> · <https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters|Documentation> · Seen from \`&lt;script&gt;alert(1)&lt;/script&gt;�[31m|"&amp;��\` at 2026-11-24 00:00:00 UTC · incident \`incident-1\`"
    `);
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
  const summaries = fc.record({
    cluster: text,
    alias: text,
    cause: text,
    title: text,
    evidence: text,
    meaning: text,
    verify: text,
    fix: text,
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
        const message = slackMessage(
          { schemaVersion: 1, incidentIds: [], detailsLeftOut: 0, ...given, events: all },
          { statusPageUrl },
        );
        expectWithinLimits(message);
        for (const shownText of textsOf({
          ...message,
          blocks: message.blocks.filter(({ type }) => type !== 'header'),
        })) {
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
