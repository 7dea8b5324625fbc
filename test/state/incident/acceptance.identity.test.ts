import { describe, expect, it } from 'vitest';
import { addressesOf } from '../../../lib/state/incident/acceptance.ts';

describe('addressesOf', () => {
  const sniff = { mode: 'sniff', seeds: ['b:9300', 'a:9300'] } as const;
  const proxy = {
    mode: 'proxy',
    seeds: [],
    proxyAddress: 'lb:9443',
    serverName: 'archive.example',
  } as const;

  it('is the same for the same seeds in another order, and another for others', () => {
    expect(addressesOf({ ...sniff, seeds: ['a:9300', 'b:9300'] })).toBe(
      addressesOf({ ...sniff, seeds: [...sniff.seeds] }),
    );
    expect(addressesOf({ ...sniff, seeds: ['a:9300'] })).not.toBe(
      addressesOf({ ...sniff, seeds: [...sniff.seeds] }),
    );
  });

  it('distinguishes the remotes behind one proxy by their server name', () => {
    expect(addressesOf({ ...proxy, seeds: [], serverName: 'logs.example' })).not.toBe(
      addressesOf({ ...proxy, seeds: [] }),
    );
  });

  it('is undefined if no address is known', () => {
    expect(addressesOf({ mode: 'unknown', seeds: [] })).toBeUndefined();
    expect(addressesOf({ mode: 'proxy', seeds: [] })).toBeUndefined();
  });
});
