import { describe, expect, it } from 'vitest';
import { createPlaces } from '../../lib/collect/prober.ts';

describe('createPlaces', () => {
  it('begins work only when there is a place for it', async () => {
    const whenPlaced = createPlaces(1);
    const { promise, resolve } = Promise.withResolvers<string>();
    const begun: string[] = [];
    const first = whenPlaced(() => promise);
    const second = whenPlaced(async () => begun.push('second'));
    expect(begun).toEqual([]);
    resolve('first');
    expect(await first).toBe('first');
    await second;
    expect(begun).toEqual(['second']);
  });

  it('hands the place of what hangs on', async () => {
    const whenPlaced = createPlaces(1);
    void whenPlaced(() => new Promise(() => undefined));
    expect(await whenPlaced(async () => 'done')).toBe('done');
  });

  it('rejects with what the work throws, and goes on', async () => {
    const whenPlaced = createPlaces(1);
    await expect(whenPlaced(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(await whenPlaced(async () => 'next')).toBe('next');
  });
});
