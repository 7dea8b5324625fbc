import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../../lib/facts/facts.ts';
import {
  active,
  answered,
  deadEndpoint,
  facts,
  failedTls,
  failedTransport,
  node,
  probe,
  registration,
  remoteFacts,
} from '../../support/facts.ts';

const SILENT = '10.0.0.2:9300';
const silent = node({ id: 'n2', name: 'archive-2', transportAddress: SILENT });

function withGateway(overrides: Partial<RegistrationFacts> = {}): RegistrationFacts {
  return facts({
    remote: remoteFacts({ nodes: answered([node(), silent]) }),
    network: [
      probe(undefined, { roles: ['seed', 'gateway'] }),
      probe(SILENT, { roles: ['gateway'], endpoints: [failedTls('timed-out')] }),
    ],
    ...overrides,
  });
}

describe('a silent gateway', () => {
  it.each([
    ['tcp', deadEndpoint('timed-out')],
    ['tls', failedTls('timed-out')],
    ['transport', failedTransport('timed-out')],
  ])('is never healthy, though requests pass: %s', (step, endpoint) => {
    const network = [
      probe(undefined, { roles: ['seed', 'gateway'] }),
      probe(SILENT, { roles: ['gateway'], endpoints: [endpoint] }),
    ];
    const { status, cause, findings } = diagnose(withGateway({ network }));
    expect([status, cause.code, cause.severity]).toEqual(['degraded', 'gateway-silent', 'warning']);
    expect(cause.evidence).toContain(`archive-2 at ${SILENT} (${step} timed out)`);
    expect(cause.subject).toBe(SILENT);
    expect(findings.map(({ code }) => code)).not.toContain('gateways-partly-reachable');
  });

  it('is the cause if some requests hang, and others pass', () => {
    const hanging = active({ outcome: 'timed-out' });
    const { status, cause } = diagnose(
      withGateway({ repeated: [active(), hanging, active(), hanging] }),
    );
    expect([status, cause.code, cause.severity]).toEqual([
      'degraded',
      'gateway-silent',
      'critical',
    ]);
    expect(cause.evidence).toContain('2 of 5 cross-cluster requests got no answer');
  });

  it('is the cause if all requests hang, and another gateway answers', () => {
    const { status, cause } = diagnose(withGateway({ active: [active({ outcome: 'timed-out' })] }));
    expect([status, cause.code]).toEqual(['failing', 'gateway-silent']);
  });

  it.each<[string, Partial<RegistrationFacts>]>([
    [
      'the checker reaches nothing',
      { network: [probe(SILENT, { endpoints: [deadEndpoint('timed-out')] })] },
    ],
    ['the mode is proxy', { registration: registration({ mode: 'proxy', seeds: [] }) }],
    [
      'it may not be a gateway',
      { remote: remoteFacts({ nodes: answered([node(), { ...silent, roles: ['master'] }]) }) },
    ],
  ])('is nothing to warn of if %s', (_what, overrides) => {
    const { cause, findings } = diagnose(withGateway(overrides));
    expect([cause, ...findings].map(({ code }) => code)).not.toContain('gateway-silent');
  });
});
