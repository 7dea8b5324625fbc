import { describe, expect, it } from 'vitest';
import { defaultsSchema } from '../../lib/registry/limits.ts';

describe('defaultsSchema', () => {
  it('keeps given values and fills in the others', () => {
    const { timeouts, thresholds, concurrency } = defaultsSchema.parse({
      timeouts: { dnsSeconds: 0.5 },
      thresholds: { failures: 1 },
    });
    expect(timeouts).toMatchObject({ dnsSeconds: 0.5, checkSeconds: 30 });
    expect(thresholds).toMatchObject({
      failures: 1,
      failuresWhileUpgrading: 15,
      successes: 2,
      reminderHours: 4,
    });
    expect(concurrency).toBe(64);
  });

  it.each([
    [{ timeouts: { dnsSeconds: 0 } }, 'write a number of seconds from 0.1 to 60, without its unit'],
    [
      { timeouts: { dnsSeconds: '2s' } },
      'write a number of seconds from 0.1 to 60, without its unit',
    ],
    [
      { timeouts: { dnsSeconds: Number.NaN } },
      'write a number of seconds from 0.1 to 60, without its unit',
    ],
    [{ concurrency: 1.5 }, 'write a whole number of addresses from 1 to 1024, without its unit'],
    [{ concurrency: 0 }, 'write a whole number of addresses from 1 to 1024, without its unit'],
    [{ remotesAtATime: 0 }, 'write a whole number of remotes from 1 to 1024, without its unit'],
    [{ concurrency: 1025 }, 'write a whole number of addresses from 1 to 1024, without its unit'],
  ])('refuses %j', (defaults, message) => {
    expect(defaultsSchema.safeParse(defaults).error?.issues).toMatchObject([{ message }]);
  });
});
