import { describe, expect, test } from 'vitest';
import {
  listOf,
  registers,
  settingsByAlias,
  textOf,
} from '../../../../lib/collect/elasticsearch/api/settings.ts';

describe('settingsByAlias', () => {
  test('sorts settings by alias, also those with a dot', () => {
    const flat = {
      'cluster.remote.a.mode': 'sniff',
      'cluster.remote.a.transport.ping_schedule': '30s',
      'cluster.remote.b-2.seeds': ['x:9300'],
    };
    expect(settingsByAlias(flat)).toEqual(
      new Map([
        ['a', { mode: 'sniff', 'transport.ping_schedule': '30s' }],
        ['b-2', { seeds: ['x:9300'] }],
      ]),
    );
  });

  test('takes cluster.remote.node.attr and other settings for all aliases for no alias', () => {
    const flat = {
      'cluster.remote.node.attr': 'gateway',
      'cluster.remote.connections_per_cluster': '3',
      'xpack.security.enabled': 'true',
    };
    expect(settingsByAlias(flat)).toEqual(new Map());
  });

  test('takes any name for one like others', () => {
    const byAlias = settingsByAlias({
      'cluster.remote.__proto__.seeds': 'x:9300',
      'cluster.remote.a.__proto__': 'text',
    });
    expect(byAlias.get('__proto__')).toEqual({ seeds: 'x:9300' });
    expect(Object.entries(byAlias.get('a') ?? {})).toEqual([['__proto__', 'text']]);
  });

  test('takes time in proportion to the number of settings', () => {
    const settings = Array.from({ length: 100_000 }, (_, index) => [
      `cluster.remote.a.s${index}`,
      'x',
    ]);
    expect(Object.keys(settingsByAlias(Object.fromEntries(settings)).get('a') ?? {})).toHaveLength(
      100_000,
    );
  });

  test('allows an alias that is called node', () => {
    expect(settingsByAlias({ 'cluster.remote.node.seeds': 'x:9300' })).toEqual(
      new Map([['node', { seeds: 'x:9300' }]]),
    );
  });
});

describe('listOf', () => {
  test('reads lists, and texts with commas as elasticsearch.yml may have them', () => {
    expect(listOf(['a:1', 'b:2'])).toEqual(['a:1', 'b:2']);
    expect(listOf('a:1, b:2,')).toEqual(['a:1', 'b:2']);
    expect(listOf(undefined)).toEqual([]);
  });
});

describe('textOf', () => {
  test('gives the one value, and nothing for an empty one', () => {
    expect(textOf('proxy')).toBe('proxy');
    expect(textOf('')).toBeUndefined();
  });
});

describe('registers', () => {
  test('is true for addresses and a mode, false for leftovers', () => {
    expect(registers({ seeds: ['a:1'] })).toBe(true);
    expect(registers({ mode: 'proxy' })).toBe(true);
    expect(registers({ skip_unavailable: 'true', seeds: [] })).toBe(false);
    expect(registers(undefined)).toBe(false);
  });
});
