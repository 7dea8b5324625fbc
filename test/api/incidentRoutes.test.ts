import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { instantOf } from '../../lib/instant.ts';
import {
  type Acknowledgement,
  CANARY_ALIAS,
  incidentStateSchema,
  openIncidentSchema,
} from '../../lib/state/incident/incident.ts';
import type { StoredIncident } from '../../lib/store/incidents.ts';
import { NOW } from '../support/facts.ts';
import { HOSTILE } from '../support/results.ts';
import { BEARER, caller } from './app.ts';

function incident(alias: string, rest: Partial<StoredIncident['incident']> = {}): StoredIncident {
  const openedAt = '2026-11-23T00:00:00.000Z' as const;
  const known = {
    id: alias,
    openedAt,
    cause: 'no-route',
    severity: 'error',
    toldAt: openedAt,
    ...rest,
  };
  const open = openIncidentSchema.parse(known);
  return {
    cluster: 'eu',
    alias,
    state: incidentStateSchema.parse({ status: 'failing', incident: open }),
    incident: open,
  };
}

const answerSchema = z.looseObject({ incidents: z.array(z.looseObject({ id: z.string() })) });
const problemSchema = z.looseObject({
  detail: z.string(),
  errors: z.array(z.unknown()).optional(),
});

const inAnHour = instantOf(new Date(NOW.getTime() + 3_600_000));
const request = { until: inAnHour, by: 'ann', why: 'on it' };

function acknowledging() {
  const acknowledge = vi.fn(async (id: string, acknowledged: Acknowledgement | undefined) =>
    id === 'a' ? incident('a', acknowledged && { acknowledged }) : undefined,
  );
  return { acknowledge, call: caller({ acknowledge }) };
}

describe('GET /incidents', () => {
  it('lists what is open, the worst first and then the oldest', async () => {
    const openIncidents = async () => [
      incident('new', { openedAt: '2026-11-23T01:00:00.000Z' as const }),
      incident('old', {
        acknowledged: { at: instantOf(NOW), until: inAnHour, by: 'ann', why: HOSTILE },
      }),
      incident('mild', { severity: 'warning' }),
      incident(CANARY_ALIAS, { id: 'own', severity: 'critical', cause: 'checker-network-lost' }),
    ];
    const answer = await caller({ openIncidents })('/incidents');
    const { incidents } = answerSchema.parse(await answer.json());
    expect(incidents.map(({ id }) => id)).toEqual(['own', 'old', 'new', 'mild']);
    expect(incidents[0]).toEqual({
      id: 'own',
      about: 'checker',
      cluster: 'eu',
      status: 'failing',
      cause: 'checker-network-lost',
      severity: 'critical',
      openedAt: '2026-11-23T00:00:00.000Z' as const,
      toldAt: '2026-11-23T00:00:00.000Z' as const,
    });
    expect(incidents[1]).toMatchObject({
      about: 'remote',
      alias: 'old',
      acknowledged: { by: 'ann', why: HOSTILE },
    });
  });

  it('is for those that present the token', async () => {
    for (const [path, method] of [
      ['/incidents', 'GET'],
      ['/incidents/a/acknowledgement', 'POST'],
      ['/incidents/a/acknowledgement', 'DELETE'],
    ] as const)
      expect((await caller()(path, { method, headers: {} })).status).toBe(401);
  });
});

describe('POST /incidents/{id}/acknowledgement', () => {
  it('acknowledges an incident and shows it', async () => {
    const { acknowledge, call } = acknowledging();
    const answer = await call('/incidents/a/acknowledgement', {
      json: { ...request, until: inAnHour.replace('Z', '+00:00') },
    });
    expect(answer.status).toBe(200);
    const acknowledged = { at: instantOf(NOW), until: inAnHour, by: 'ann', why: 'on it' };
    expect(acknowledge).toHaveBeenCalledExactlyOnceWith('a', acknowledged);
    expect(await answer.json()).toMatchObject({ id: 'a', acknowledged });
  });

  it.each([
    ['a time that is over', { ...request, until: instantOf(NOW) }, 'until'],
    [
      'a time that is too far away',
      { ...request, until: '2027-11-24T00:00:00.000Z' as const },
      'until',
    ],
    ['a time without offset', { ...request, until: '2026-11-24T01:00:00' }, 'until'],
    ['nobody', { ...request, by: '  ' }, 'by'],
    ['no reason', { ...request, why: '' }, 'why'],
    ['a long reason', { ...request, why: 'x'.repeat(501) }, 'why'],
    ['what it does not know', { ...request, forever: true }, ''],
  ])('refuses %s', async (_what, json, path) => {
    const { acknowledge, call } = acknowledging();
    const answer = await call('/incidents/a/acknowledgement', { json });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      400,
      'application/problem+json',
    ]);
    expect(problemSchema.parse(await answer.json()).errors).toEqual([
      { in: 'body', path, detail: expect.any(String) },
    ]);
    expect(acknowledge).not.toHaveBeenCalled();
  });

  it('answers 404 where no such incident is open', async () => {
    const answer = await acknowledging().call('/incidents/b/acknowledgement', { json: request });
    expect([answer.status, problemSchema.parse(await answer.json()).detail]).toEqual([
      404,
      'No incident b is open',
    ]);
  });

  it('takes no other methods', async () => {
    const answer = await acknowledging().call('/incidents/a/acknowledgement', {
      method: 'PUT',
      headers: BEARER,
    });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, DELETE']);
  });
});

describe('DELETE /incidents/{id}/acknowledgement', () => {
  it('takes it back', async () => {
    const { acknowledge, call } = acknowledging();
    const answer = await call('/incidents/a/acknowledgement', { method: 'DELETE' });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.not.objectContaining({ acknowledged: expect.anything() }),
    ]);
    expect(acknowledge).toHaveBeenCalledExactlyOnceWith('a', undefined);
    expect((await call('/incidents/b/acknowledgement', { method: 'DELETE' })).status).toBe(404);
  });
});
