/** A message to try a channel with: it opens an incident that is none, and ends it. */
import { instantOf } from '../instant.ts';
import type { IncidentEvent, Summary } from '../state/incident/incident.ts';
import { type AlertMessage, alertMessage, MAX_BYTES } from './topic.ts';

export interface TestOptions {
  /** Different for each test, so that no channel takes it for one that it has. */
  readonly id: string;
  readonly now: Date;
  /** Where the checker runs. */
  readonly vantage: string;
}

const DOCUMENTATION = 'https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters';

export function testMessages({ id, now, vantage }: TestOptions): AlertMessage[] {
  const at = instantOf(now);
  const common = { incidentId: `test-${id}`, at, openedAt: at };
  const opened: Summary = {
    cluster: 'test',
    alias: 'test',
    mode: 'sniff',
    securityModel: 'none',
    status: 'degraded',
    severity: 'warning',
    cause: 'test',
    title: 'This is a test. Nothing is wrong',
    evidence: 'Sent by: remote-cluster-checker alerts test',
    meaning: 'The channel works, as you can read this.',
    verify: [],
    fix: [{ kind: 'text', text: 'Nothing is to be done.' }],
    documentation: DOCUMENTATION,
    vantage,
    upgrading: false,
    replicationStopped: false,
    checkedAt: at,
  };
  const events: IncidentEvent[] = [
    { ...common, id: `${id}-opened`, kind: 'opened', summary: opened },
    {
      ...common,
      id: `${id}-resolved`,
      kind: 'resolved',
      removed: true,
      previousCause: 'test',
      previousSeverity: 'warning',
      summary: { ...opened, status: 'healthy', severity: 'ok', title: 'The test is over', fix: [] },
    },
  ];
  return events.map((event) =>
    alertMessage(
      { id: event.id, kind: event.kind, about: { kind: 'remotes' }, events: [event] },
      MAX_BYTES,
    ),
  );
}
