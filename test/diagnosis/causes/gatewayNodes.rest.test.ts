import { expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import { answered, facts, failedTls, node, probe, remoteFacts } from '../../support/facts.ts';

it('names all gateways that are silent', () => {
  const [second, third] = ['10.0.0.2:9300', '10.0.0.3:9300'] as const;
  const silent = { roles: ['gateway' as const], endpoints: [failedTls('timed-out')] };
  const { cause } = diagnose(
    facts({
      remote: remoteFacts({
        nodes: answered([
          node(),
          node({ id: 'n2', name: 'archive-2', transportAddress: second }),
          node({ id: 'n3', name: 'archive-3', transportAddress: third }),
        ]),
      }),
      network: [
        probe(undefined, { roles: ['seed', 'gateway'] }),
        probe(second, silent),
        probe(third, silent),
      ],
    }),
  );
  expect(cause.code).toBe('gateway-silent');
  expect(cause.evidence).toContain('2 of 3 gateway nodes that local nodes may choose are silent');
});
