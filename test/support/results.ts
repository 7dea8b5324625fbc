/** Results as a check would make them, from the facts of `facts.ts`. */

import { assemble } from '../../lib/diagnosis/checkResult.ts';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import { type CheckReport, type CheckResult, SCHEMA_VERSION } from '../../lib/result/result.ts';
import {
  active,
  answered,
  broken,
  certificate,
  deadEndpoint,
  endpoint,
  facts,
  node,
  notAnswered,
  passive,
  probe,
  refusedActive,
  registration,
  remoteFacts,
  tlsEvidence,
} from './facts.ts';

export function result(given: RegistrationFacts = facts()): CheckResult {
  return assemble(given, diagnose(given));
}

export function report(results: readonly CheckResult[]): CheckReport {
  return {
    schemaVersion: SCHEMA_VERSION,
    vantage: 'lambda in vpc-1',
    startedAt: '2026-11-24T00:00:00.000Z',
    durationMs: 1234,
    results: [...results],
  };
}

export const healthyResult = result();

export const failingResult = result(
  broken({
    registration: registration({ alias: 'orders' }),
    network: [probe(undefined, { endpoints: [deadEndpoint()] })],
  }),
);

export const degradedResult = result(
  facts({
    registration: registration({ cluster: 'us', alias: 'logs', securityModel: 'api-key' }),
    passive: [passive({ connections: 1, hasCredentials: true })],
    network: [
      probe(undefined, {
        roles: ['seed', 'gateway'],
        endpoints: [
          endpoint({
            tls: {
              outcome: 'ok',
              durationMs: 2,
              evidence: tlsEvidence({
                chain: [certificate({ notAfter: '2026-12-01T00:00:00.000Z' })],
              }),
            },
          }),
        ],
      }),
      probe('10.0.0.2:9443', { roles: ['gateway'], endpoints: [deadEndpoint('timed-out')] }),
    ],
    remote: remoteFacts({
      nodes: answered([
        node({ remoteClusterServerAddress: '10.0.0.1:9300' }),
        node({ name: 'archive-2', remoteClusterServerAddress: '10.0.0.2:9443' }),
      ]),
      apiKeys: answered([
        {
          id: 'VuaCfGcBCdbkQm-e5aOx',
          name: 'eu-search',
          type: 'cross_cluster',
          invalidated: false,
          expiration: '2026-12-10T00:00:00.000Z',
        },
      ]),
    }),
  }),
);

export const unknownResult = result(
  facts({
    registration: registration({ alias: 'metrics' }),
    active: [
      active({
        outcome: 'not-authorized',
        error: 'action [indices:admin/resolve/cluster] is unauthorized for user [checker]',
      }),
    ],
    stats: notAnswered(
      'not-authorized',
      'action [cluster:monitor/stats] is unauthorized for user [checker]',
    ),
  }),
);

/** What a hostile cluster would call itself: markup, terminal escapes, separators. */
export const HOSTILE = '<script>alert(1)</script>\u001b[31m|"&\n\u202e';

export const hostileResult = result(
  broken({
    registration: registration({ alias: HOSTILE, cluster: HOSTILE }),
    passive: [passive({ node: HOSTILE, connected: false, connections: 0 })],
    active: [{ ...refusedActive(HOSTILE), node: HOSTILE, error: HOSTILE }],
    network: [
      probe(HOSTILE, {
        endpoints: [
          endpoint({
            tls: {
              outcome: 'ok',
              durationMs: 1,
              evidence: tlsEvidence({
                chain: [certificate({ subject: HOSTILE, subjectAltNames: [HOSTILE] })],
              }),
            },
          }),
        ],
      }),
    ],
  }),
);
