import { describe, expect, it } from 'vitest';
import { alertMessage, MAX_BYTES } from '../../../lib/alert/topic.ts';
import { alertOf } from '../../../lib/alert/words/alert.ts';
import { suspectOf } from '../../../lib/alert/words/suspect.ts';
import type { About } from '../../../lib/state/incident/about.ts';
import type { IncidentEvent } from '../../../lib/state/incident/incident.ts';
import { event, summary } from '../../state/incident/events.ts';

/** As plain text. */
function suspect(about: About, clusters = 1, change: Partial<IncidentEvent> = {}) {
  const events = Array.from({ length: clusters }, (_, index) =>
    event({
      id: `${index}`,
      summary: summary({ cluster: `local-${index + 1}`, alias: 'archive' }),
      ...change,
    }),
  );
  const [{ kind } = event()] = events;
  const phrase = suspectOf(alertOf(alertMessage({ id: 'g', kind, about, events }, MAX_BYTES)));
  return phrase?.map((span) => (typeof span === 'string' ? span : `'${span.name}'`)).join('');
}

describe('suspectOf', () => {
  it.each([
    [1, 1, 1, "'archive' (unreachable from each local cluster)"],
    [2, 2, 2, "'archive' (unreachable from both local clusters)"],
    [7, 7, 7, "'archive' (unreachable from all 7 local clusters)"],
    [1, 1, 9, "'local-1' or its network path (8 other local clusters reach the remote)"],
    [1, 1, 2, "'local-1' or its network path (another local cluster reaches the remote)"],
    [3, 4, 9, 'what the affected local clusters share (5 other local clusters reach the remote)'],
  ])(
    'of %i events about a remote that %i of %i cannot reach is %s',
    (events, bad, of, expected) => {
      expect(suspect({ kind: 'remote', bad, of }, events)).toBe(expected);
    },
  );

  it('is a local cluster that lost most of its remotes', () => {
    expect(suspect({ kind: 'local', bad: 11, of: 12 })).toBe(
      "'local-1' (11 of its 12 remotes fail): a firewall in front of it that refuses connections, or wrong addresses in its registrations",
    );
    expect(suspect({ kind: 'local', bad: 12, of: 12 })).toContain('(all its 12 remotes fail)');
  });

  it.each(['locals', 'storm'] as const)('is what all share, of %s', (kind) => {
    expect(suspect({ kind }, 3)).toBe(
      'what all of them share: stopped remote nodes, or a firewall or load balancer that refuses connections',
    );
  });

  it.each([
    ['name-not-resolved', 'DNS', 'its DNS'],
    ['no-route', 'the network between them', 'its network'],
    ['certificate-expired', 'a CA or certificate', 'its certificates or trusted CAs'],
    ['from-a-later-release', 'the place where the checker runs', 'its network or nodes'],
  ])('of %s is only what can cause it', (cause, shared, own) => {
    const change = { summary: summary({ cause }) };
    expect(suspect({ kind: 'storm' }, 3, change)).toBe(`what all of them share: ${shared}`);
    expect(suspect({ kind: 'local', bad: 3, of: 3 }, 3, change)).toMatch(`fail): ${own}`);
  });

  it('is nothing if all is well, or if one thing is as likely as another', () => {
    expect(suspect({ kind: 'remotes' })).toBeUndefined();
    expect(suspect({ kind: 'storm' }, 3, { kind: 'resolved' })).toBeUndefined();
    expect(suspect({ kind: 'storm' }, 3, { kind: 'flapping' })).toBeUndefined();
    const degraded = { summary: summary({ status: 'degraded' }) };
    expect(suspect({ kind: 'remote', bad: 0, of: 9 }, 1, degraded)).toBeUndefined();
  });
});
