/** Aliases that only followers and auto-follow patterns know. */
import { expect, it } from 'vitest';
import { judge } from '../diagnosis/canned.ts';

it('an alias that is not registered is missing if something replicates from it', async () => {
  const { alias, status, cause } = await judge('ccr-orphan');
  expect(`${alias} ${status} ${cause.code}`).toBe('gone failing registration-missing');
  expect(cause.evidence).toMatch(/orders-copy/);
});
