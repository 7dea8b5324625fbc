import { describe, expect, it } from 'vitest';
import { acceptForm } from '../../../lib/report/page/incidentForms.ts';
import { type IncidentPageOptions, incidentPage } from '../../../lib/report/page/incidentPage.ts';
import type { OpenIncident } from '../../../lib/state/incident/incident.ts';
import type { PastIncident } from '../../../lib/store/entry.ts';
import { NOW } from '../../support/facts.ts';
import { failingResult, HOSTILE, healthyResult } from '../../support/results.ts';
import { plain } from './plain.ts';
import { minutesAgo, stored } from './stored.ts';

const incident: OpenIncident = {
  id: 'o1',
  openedAt: minutesAgo(30),
  cause: 'connection-refused',
  severity: 'critical',
  toldAt: minutesAgo(30),
};
const state = { failures: 3, successes: 0, status: 'failing' } as const;
const open = (overrides: Partial<OpenIncident> = {}, alias = 'orders') => ({
  cluster: 'eu',
  alias,
  state,
  incident: { ...incident, ...overrides },
});
const past: PastIncident = {
  id: 'p1',
  openedAt: minutesAgo(300),
  resolvedAt: minutesAgo(240),
  cause: 'dns-failed',
  severity: 'error',
  actions: [{ at: minutesAgo(250), what: 'accepted-identity', by: 'Bob', why: 'rebuilt' }],
};

const page = (options: Partial<IncidentPageOptions> = {}) =>
  String(
    incidentPage({
      open: [],
      remotes: [],
      now: NOW,
      tokens: (path) => `token of ${path}`,
      isReloading: true,
      ...options,
    }),
  );

describe('incidentPage', () => {
  it('says so if none is open', () => {
    expect(plain(page())).toContain('No open incident 0 acknowledged, 0 flapping.');
    expect(plain(page())).toContain('None in the last 30 days.');
  });

  it('has the worst first, then the oldest, with cause, evidence and form', () => {
    const incidents = [
      open({ id: 'o3', severity: 'warning' }),
      open({ id: 'o2', openedAt: minutesAgo(5) }),
      open(),
      open({ id: 'c1', severity: 'note', cause: 'network-lost' }, '@canary'),
    ];
    const shown = page({ open: incidents, remotes: [stored(failingResult)] });
    expect([...shown.matchAll(/ id="i-(\w+)"/g)].map(([, id]) => id)).toEqual([
      'o1',
      'o2',
      'o3',
      'c1',
    ]);
    expect(plain(shown)).toContain(
      'orders from eu : The remote refuses connections critical open for 30 min, since 2026-11-23 23:30:00 UTC; now failing; incident o1 10.0.0.1:9300: connect refused',
    );
    expect(plain(shown)).toContain('The checker itself (eu): network-lost');
    expect(shown).toContain('action="incidents/o1/acknowledge"');
    expect(shown).toContain('value="token of incidents/o1/acknowledge"');
  });

  it('shows what is acknowledged, flapping, or in maintenance, and who did what', () => {
    const acknowledged = { at: minutesAgo(9), until: minutesAgo(-60), by: HOSTILE, why: 'known' };
    const shown = page({
      open: [
        {
          ...open({
            acknowledged,
            flappingSince: minutesAgo(20),
            actions: [
              {
                at: minutesAgo(9),
                what: 'acknowledged',
                until: minutesAgo(-60),
                by: HOSTILE,
                why: 'known',
              },
              { at: minutesAgo(8), what: 'unacknowledged' },
            ],
          }),
          state: { ...state, mutedBy: 'move' },
        },
      ],
      remotes: [
        stored(healthyResult, { pastIncidents: [past] }),
        stored({ ...failingResult, alias: 'muted' }, { state: { ...state, mutedBy: 'move' } }),
      ],
    });
    const text = plain(shown);
    expect(text).toContain('1 acknowledged, 1 flapping.');
    expect(text).toContain('critical acknowledged flapping maintenance: move');
    expect(text).toContain('Somebody took the acknowledgement back at 2026-11-23 23:52:00 UTC');
    expect(text).toContain('until 2026-11-24 01:00:00 UTC: known');
    expect(text).toContain('muted from eu failing The remote refuses connections move');
    expect(text).toContain('Bob accepted the identity at 2026-11-23 19:50:00 UTC: rebuilt');
    expect(shown).toContain('action="incidents/o1/unacknowledge"');
    expect(shown).not.toContain('<script>');
  });

  it('asks again if the acknowledgement is over', () => {
    const acknowledged = { at: minutesAgo(9), until: minutesAgo(1), by: 'Ann', why: 'known' };
    expect(page({ open: [open({ acknowledged })] })).toContain('o1/acknowledge"');
  });

  it('has the latest past incidents first, and says how many it does not show', () => {
    const remotes = Array.from({ length: 201 }, (_, index) =>
      stored(healthyResult, { alias: `a${index}`, pastIncidents: [{ ...past, id: `p${index}` }] }),
    );
    expect(plain(page({ remotes }))).toContain('1 earlier ones are not shown here.');
  });
});

describe('acceptForm', () => {
  it('is there if the latest check saw another cluster', () => {
    const cause = { ...failingResult.cause, code: 'cluster-replaced' };
    const shown = String(acceptForm(stored({ ...failingResult, cause }), (path) => path));
    expect(shown).toContain('action="../../remotes/eu/orders/accept-identity"');
    expect(String(acceptForm(stored(failingResult), (path) => path))).toBe('');
    expect(String(acceptForm(stored({ ...failingResult, cause })))).toBe('');
  });
});
