import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Step } from '../../../lib/result/instructions.ts';
import { LEFT_OUT, shortSteps } from '../../../lib/state/incident/shortSteps.ts';

const text = (length: number): Step => ({ kind: 'text', text: 'a'.repeat(length) });
const request = (length: number): Step => ({
  kind: 'request',
  on: 'local-cluster',
  method: 'GET',
  path: 'b'.repeat(length),
});

it('shortSteps keeps steps that fit as they are', () => {
  const steps = [text(100), request(100)];
  expect(shortSteps(steps, 400)).toEqual(steps);
  expect(shortSteps([], 10)).toEqual([]);
});

it('shortSteps never cuts a request in two, and says what was left out', () => {
  expect(shortSteps([text(10), request(400), text(10)], 300)).toEqual([text(10), LEFT_OUT]);
});

it('shortSteps cuts a text, if enough of it is left', () => {
  const [first, last, ...others] = shortSteps([text(1000)], 300);
  expect({ last, others }).toEqual({ last: LEFT_OUT, others: [] });
  expect(first).toMatchObject({ text: expect.stringMatching(/^a{100,}…$/) });
  expect(shortSteps([text(1000)], 150)).toEqual([LEFT_OUT]);
});

it('shortSteps never exceeds its size', () => {
  const some = fc.oneof(fc.string({ maxLength: 400 }), fc.string({ unit: 'binary' }));
  const steps = fc.array(
    fc.oneof(
      some.map((one): Step => ({ kind: 'text', text: one })),
      fc.nat(400).map(request),
    ),
  );
  fc.assert(
    fc.property(steps, fc.integer({ min: 100, max: 2000 }), (given, length) => {
      expect(JSON.stringify(shortSteps(given, length)).length).toBeLessThanOrEqual(length);
    }),
  );
});
