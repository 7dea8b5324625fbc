import { expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import { active, facts } from '../../support/facts.ts';

it('connections of which some are half-open are named, and the node not blamed for all', () => {
  const { status, cause, findings } = diagnose(
    facts({ repeated: [active({ outcome: 'timed-out' }), active()] }),
  );
  expect([status, cause.code]).toEqual(['degraded', 'half-open']);
  expect(cause.evidence).toContain('1 of 3 cross-cluster requests through local-1 got no answer');
  expect(findings.map(({ code }) => code)).not.toContain('uneven-local-nodes');
});

it('a node that passes some requests and refuses others is uneven', () => {
  const { status, cause } = diagnose(facts({ repeated: [active({ outcome: 'not-connected' })] }));
  expect([status, cause.code]).toEqual(['degraded', 'uneven-local-nodes']);
  expect(cause.evidence).toBe('Some requests through local-1 reach this remote, and some do not');
});

it('large answers that are lost are degraded, with a ping to verify', () => {
  const { status, cause } = diagnose(
    facts({
      large: {
        outcome: 'lost',
        node: 'local-1',
        bytes: 3000,
        small: { asked: 3, answered: 2 },
        large: { asked: 3, answered: 0 },
      },
    }),
  );
  expect([status, cause.code]).toEqual(['degraded', 'large-answers-lost']);
  expect(cause.evidence).toBe(
    'Small answers pass, large ones do not: a small request through local-1 was answered, and none of 4 whose answer has more than 3000 bytes; 1 small request sent after it got no answer either',
  );
  expect(textOf(cause.verify)).toContain('ping -M do -c 3 -s 1472 10.0.0.1');
  expect(textOf(cause.fix)).toContain('MSS');
});

it('a healthy remote says if large answers were not measured', () => {
  const { large: _large, ...given } = facts();
  expect(diagnose(given).cause.evidence).toContain('large answers: not measured');
  const why = diagnose(facts({ large: { outcome: 'not-measured', why: 'refused' } }));
  expect(why.cause.evidence).toContain('large answers: not measured (refused)');
  expect(diagnose(facts()).cause.evidence).not.toContain('large answers');
});

it('a request that takes seconds is noted', () => {
  const { status, findings } = diagnose(facts({ active: [active({ durationMs: 2500 })] }));
  expect(status).toBe('healthy');
  expect(findings.find(({ code }) => code === 'slow-link')?.evidence).toBe(
    'A cross-cluster request that asks for nothing takes seconds: local-1 2.5 s',
  );
});

it('large answers of which some come are a sign of half-open connections', () => {
  const { status, cause } = diagnose(
    facts({
      large: {
        outcome: 'not-measured',
        node: 'local-1',
        why: 'some came',
        large: { asked: 3, answered: 2 },
      },
    }),
  );
  expect([status, cause.code, cause.subject]).toEqual(['degraded', 'half-open', 'local-1']);
  expect(cause.evidence).toContain('2 of 3 cross-cluster requests through local-1 were answered');
});
