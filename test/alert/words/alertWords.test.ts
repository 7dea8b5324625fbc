import { describe, expect, it } from 'vitest';
import { type AlertMessage, alertMessage, MAX_BYTES } from '../../../lib/alert/topic.ts';
import { firstStepOf, wordsOf } from '../../../lib/alert/words/alertWords.ts';
import { CAUSES } from '../../../lib/diagnosis/causes.ts';
import type { About } from '../../../lib/state/incident/about.ts';
import type { IncidentEvent } from '../../../lib/state/incident/incident.ts';
import { event, summary } from '../../state/incident/events.ts';

const STATUS = { statusPageUrl: 'https://status.example/' };

function message(events: readonly IncidentEvent[], about: About = { kind: 'remotes' }) {
  const [{ kind } = event()] = events;
  return alertMessage({ id: 'group-1', kind, about, events }, MAX_BYTES);
}

describe('wordsOf', () => {
  it('gives the words of an alert about one remote', () => {
    expect(wordsOf(message([event()]), STATUS)).toMatchInlineSnapshot(`
      {
        "affected": undefined,
        "cause": {
          "label": "The remote refuses connections",
          "value": [
            "(",
            {
              "name": "connection-refused",
            },
            ", error",
            ")",
          ],
        },
        "consequence": "the only local node configured; searches return HTTP 200 without its data (skip_unavailable: true)",
        "evidence": "10.0.0.1:9300: connect refused",
        "example": undefined,
        "facts": [],
        "firstStep": "Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration.",
        "fix": [
          {
            "kind": "text",
            "text": "Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects:",
          },
          {
            "kind": "typed",
            "text": "GET _resolve/cluster/orders:*",
          },
        ],
        "headline": {
          "cause": "The remote refuses connections",
          "state": "FAILING",
          "tone": "failing",
          "who": "remote orders of eu",
        },
        "id": "group-1",
        "incidentIds": [
          "incident-1",
        ],
        "kind": "opened",
        "links": [
          {
            "label": "Status page",
            "url": "https://status.example/remotes/eu/orders",
          },
          {
            "label": "Documentation",
            "url": "https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters",
          },
        ],
        "meaning": "The host answers, but nothing listens on the port. The remote node is stopped, listens on another port or interface, or a firewall rejects the connection. Searches fail or skip this remote, and followers stop reading.",
        "remote": "eu → orders",
        "seen": {
          "at": "2026-11-24T00:00:00.000Z",
          "from": "lambda in vpc-1",
        },
        "severity": "error",
        "since": {
          "label": "Since",
          "value": [
            "2026-11-24 00:00:00 UTC, for 2 min",
          ],
        },
        "suspect": undefined,
        "unexplained": "cluster statistics: the answer was refused",
      }
    `);
  });

  it('gives the words of an alert about several remotes', () => {
    const events = [
      event({ id: '1', openedAt: '2026-11-23T23:59:00.000Z', summary: summary({ cluster: 'us' }) }),
      event({
        id: '2',
        incidentId: 'incident-2',
        summary: summary({ cause: 'no-route', severity: 'critical', skipUnavailable: false }),
      }),
    ];
    const about: About = { kind: 'remote', bad: 2, of: 3 };
    expect(wordsOf(message(events, about), STATUS)).toMatchInlineSnapshot(`
      {
        "affected": {
          "groups": [
            {
              "label": [
                "the only local node configured; searches return HTTP 200 without its data (skip_unavailable: true)",
              ],
              "names": [
                "us → orders",
              ],
            },
            {
              "label": [
                "the only local node configured; searches fail (skip_unavailable: false)",
              ],
              "names": [
                "eu → orders",
              ],
            },
          ],
          "total": 2,
          "unit": "remotes",
        },
        "cause": {
          "label": "Causes",
          "value": [
            {
              "name": "connection-refused",
            },
            " (1)",
            ", ",
            {
              "name": "no-route",
            },
            " (1)",
          ],
        },
        "consequence": undefined,
        "evidence": "10.0.0.1:9300: connect refused",
        "example": "us → orders",
        "facts": [],
        "firstStep": "",
        "fix": [],
        "headline": {
          "cause": undefined,
          "state": "FAILING",
          "tone": "failing",
          "who": "orders is unreachable from 2 of 3 local clusters",
        },
        "id": "group-1",
        "incidentIds": [
          "incident-1",
          "incident-2",
        ],
        "kind": "opened",
        "links": [
          {
            "label": "Status page",
            "url": "https://status.example/?alias=orders",
          },
          {
            "label": "Documentation",
            "url": "https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters",
          },
        ],
        "meaning": undefined,
        "remote": undefined,
        "seen": {
          "at": "2026-11-24T00:00:00.000Z",
          "from": "lambda in vpc-1",
        },
        "severity": "critical",
        "since": {
          "label": "Since",
          "value": [
            "2026-11-23 23:59:00 UTC, for 3 min",
          ],
        },
        "suspect": [
          "what the affected local clusters share (another local cluster reaches the remote)",
        ],
        "unexplained": "cluster statistics: the answer was refused",
      }
    `);
  });

  it('gives no consequence of what is over', () => {
    const over = event({ kind: 'resolved', previousCause: 'no-route' });
    expect(wordsOf(message([over]))).toMatchObject({
      consequence: undefined,
      meaning: undefined,
      fix: [],
      links: [],
    });
  });

  it('has no steps if the message was too large for the fix', () => {
    expect(wordsOf(message([event({ summary: summary({ fix: [] }) })])).fix).toEqual([]);
  });

  it('puts the address of the HTTP interface into the steps', () => {
    const fix = CAUSES['cluster-replaced'].fix({ cluster: 'eu', alias: 'archive' });
    const words = wordsOf(message([event({ summary: summary({ fix: [...fix] }) })]), STATUS);
    const typed = words.fix.filter(({ kind }) => kind === 'typed').map(({ text }) => text);
    expect(typed.join('\n')).toContain(
      '"https://status.example/clusters/eu/remotes/archive/identity/accept"',
    );
  });

  it('refuses a message without events', () => {
    const none: AlertMessage = { ...message([event()]), events: [] };
    expect(() => wordsOf(none)).toThrow('Alert group-1 has no events');
  });
});

describe('firstStepOf', () => {
  it.each([
    ['', ''],
    ['Start the nodes. Then wait.\nGET /', 'Start the nodes.'],
    [
      'Allow 10.0.0.1 in elasticsearch.yml of each node',
      'Allow 10.0.0.1 in elasticsearch.yml of each node',
    ],
    ['On the local cluster:\nPUT _x\n{}', 'On the local cluster:\nPUT _x'],
    ['Renew it in place: it is read again.\nGET /', 'Renew it in place: it is read again.'],
    ['Do so:', 'Do so:'],
  ])('of %j is %j', (fix, expected) => {
    expect(firstStepOf(fix)).toBe(expected);
  });
});
