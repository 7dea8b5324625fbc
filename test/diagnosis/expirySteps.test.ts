import { describe, expect, it } from 'vitest';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import {
  daysLeft,
  EXPIRY_STEPS_DAYS,
  expiresIn,
  severityOf,
  whenInWords,
} from '../../lib/diagnosis/expirySteps.ts';
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import { type Instant, instantOf } from '../../lib/instant.ts';
import type { License } from '../../lib/result/expiry.ts';
import type { ApiKey } from '../../lib/result/result.ts';
import {
  answered,
  certificate,
  endpoint,
  facts,
  NOW,
  probe,
  registration,
  remoteFacts,
  tlsEvidence,
} from '../support/facts.ts';

const DAY_MS = 86_400_000;

function at(ms: number): Instant {
  return instantOf(new Date(NOW.getTime() + ms));
}

describe('daysLeft', () => {
  it.each([
    [30 * DAY_MS, 30],
    [30 * DAY_MS - 1, 29],
    [DAY_MS, 1],
    [DAY_MS - 1, 0],
    [0, 0],
    [-1, -1],
    [-DAY_MS, -1],
    [-DAY_MS - 1, -2],
  ])('of what expires in %d ms is %d', (ms, days) => {
    expect(daysLeft(at(ms), NOW)).toBe(days);
  });
});

it('severityOf rises from step to step', () => {
  const of = (days: number, isVital: boolean) => severityOf(days, { warningDays: 30, isVital });
  expect([31, ...EXPIRY_STEPS_DAYS, -1].map((days) => of(days, true))).toEqual([
    undefined,
    'warning',
    'warning',
    'warning',
    'critical',
    'critical',
    'critical',
  ]);
  expect([31, ...EXPIRY_STEPS_DAYS, -1].map((days) => of(days, false))).toEqual([
    undefined,
    ...Array(6).fill('warning'),
  ]);
  expect(severityOf(8, { warningDays: 7, isVital: true })).toBeUndefined();
});

it.each([
  [
    30,
    { 45: 30, 30: 30, 29: 30, 15: 30, 14: 14, 8: 14, 7: 7, 2: 7, 1: 1, 0: 0, [-1]: -1, [-9]: -1 },
  ],
  [60, { 45: 60, 30: 30, 14: 14 }],
  [10, { 10: 10, 8: 10, 7: 7, 1: 1 }],
  [0, { 0: 0, [-1]: -1 }],
])('expiresIn names the step that has been passed, from %d days on', (warningDays, steps) => {
  const urgency = { warningDays, isVital: true };
  for (const [days, stepDays] of Object.entries(steps))
    expect(expiresIn(at(0), Number(days), urgency)).toEqual({ at: at(0), stepDays, isVital: true });
});

it('whenInWords', () => {
  expect([12, 1, 0, -1, -2, -3].map(whenInWords)).toEqual([
    'in 12 days',
    'in 1 day',
    'within a day',
    'less than a day ago',
    '1 day ago',
    '2 days ago',
  ]);
});

function findings(given: Partial<RegistrationFacts>): string[] {
  const { cause, findings: others, status } = diagnose(facts(given));
  const told = [cause, ...others].filter(({ code }) => /expire/.test(code));
  return [
    status,
    ...told.map(({ severity, code, evidence }) => `${severity} ${code}: ${evidence}`),
  ];
}

describe('diagnose', () => {
  const wire = (notAfter: Instant) => [
    probe(undefined, {
      endpoints: [
        endpoint({
          tls: {
            outcome: 'ok',
            durationMs: 1,
            evidence: tlsEvidence({ chain: [certificate({ notAfter })] }),
          },
        }),
      ],
    }),
  ];

  it('makes a certificate on the wire more pressing as its end comes', () => {
    expect(findings({ network: wire(at(31 * DAY_MS)) })).toEqual(['healthy']);
    expect(findings({ network: wire(at(30 * DAY_MS)) })[1]).toMatch(
      /^warning certificate-expires-soon: .* expires on 2026-12-24, in 30 days$/,
    );
    expect(findings({ network: wire(at(DAY_MS)) })[1]).toMatch(
      /^critical certificate-expires-soon: .*, in 1 day$/,
    );
    expect(findings({ network: wire(at(0)) })[1]).toMatch(
      /^critical certificate-expires-soon: .*, within a day$/,
    );
    expect(findings({ network: wire(at(-1)) })[1]).toMatch(
      /certificate-expired: .* expired on 2026-11-23/,
    );
  });

  const keys = (...expirations: (Instant | undefined)[]): Partial<RegistrationFacts> => ({
    registration: registration({ securityModel: 'api-key' }),
    remote: remoteFacts({
      apiKeys: answered(
        expirations.map((expiration, index): ApiKey => {
          return {
            id: `k${index}`,
            name: 'eu',
            type: 'cross_cluster',
            invalidated: false,
            ...(expiration ? { expiration } : {}),
          };
        }),
      ),
    }),
  });

  it('is sure of a key only where it is the only one that can be in use', () => {
    expect(findings(keys(at(DAY_MS)))[1]).toMatch(/^critical api-key-expires-soon: .*, in 1 day$/);
    expect(findings(keys(at(DAY_MS), at(-1)))[1]).toMatch(/^critical api-key-expires-soon/);
    expect(findings(keys(at(DAY_MS), undefined))[1]).toMatch(/^warning api-key-expires-soon/);
    expect(findings(keys(at(31 * DAY_MS)))).toEqual(['healthy']);
  });

  const license = (overrides: Partial<License>): License => ({
    uid: 'u',
    type: 'enterprise',
    status: 'active',
    ...overrides,
  });

  it('tells of licenses of both clusters, and of a trial as a note', () => {
    const local = (one: License) => ({ local: { ...facts().local, license: answered(one) } });
    expect(findings(local(license({})))).toEqual(['healthy']);
    expect(findings(local(license({ expiresAt: at(31 * DAY_MS) })))).toEqual(['healthy']);
    expect(findings(local(license({ expiresAt: at(7 * DAY_MS) })))).toEqual([
      'degraded',
      'warning license-expires-soon: The enterprise license of the local cluster expires on 2026-12-01, in 7 days',
    ]);
    expect(findings(local(license({ type: 'trial', expiresAt: at(7 * DAY_MS) })))).toEqual([
      'healthy',
      'note license-expires-soon: The trial license of the local cluster expires on 2026-12-01, in 7 days',
    ]);
    const remote = {
      registration: registration({ securityModel: 'api-key' }),
      remote: remoteFacts({ license: answered(license({ expiresAt: at(0) })) }),
    };
    expect(findings(remote)[1]).toMatch(
      /^critical license-expires-soon: The enterprise license of the remote cluster expires on 2026-11-24, within a day$/,
    );
    expect(findings(local(license({ expiresAt: at(-1) })))[1]).toBe(
      'warning license-expired: The enterprise license of the local cluster expired on 2026-11-23',
    );
    expect(findings(local(license({ type: 'trial', expiresAt: at(-1) })))).toEqual([
      'healthy',
      'note license-expired: The trial license of the local cluster expired on 2026-11-23',
    ]);
    expect(findings(local(license({ status: 'expired' })))[1]).toBe(
      'warning license-expired: The enterprise license of the local cluster expired',
    );
  });
});
