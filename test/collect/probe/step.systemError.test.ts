import { expect, test } from 'vitest';
import { systemCodeOf } from '../../../lib/collect/probe/step.ts';

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

test.each([
  ['an error of the operating system', refused, 'ECONNREFUSED'],
  ['several of them together', new AggregateError([refused, new Error('other')]), 'ECONNREFUSED'],
  ['an error without a code', new Error('no code'), ''],
  ['something else', 'thrown text', ''],
])('systemCodeOf tells the code of %s', (_what, error, code) => {
  expect(systemCodeOf(error)).toBe(code);
});
