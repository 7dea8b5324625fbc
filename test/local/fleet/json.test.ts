import { describe, expect, test } from 'vitest';
import { filterPath, nested } from '../../../local/fleet/json.ts';
import { durationMs, exactAliases, isFlag, namesAlias } from '../../../local/fleet/query.ts';

describe('filterPath', () => {
  const body = {
    persistent: { 'cluster.remote.a.mode': 'sniff', 'action.x': '1' },
    transient: {},
    nodes: {
      id1: { name: 'a', attributes: {}, transport: { publish_address: 'p', profiles: {} } },
      id2: { name: 'b' },
    },
    keys: [{ id: '1', name: 'n' }],
  };

  test.each([
    ['nodes.*.name', { nodes: { id1: { name: 'a' }, id2: { name: 'b' } } }],
    [
      'persistent.cluster*,transient.cluster*',
      { persistent: { 'cluster.remote.a.mode': 'sniff' } },
    ],
    [
      'nodes.id1.transport',
      { nodes: { id1: { transport: { publish_address: 'p', profiles: {} } } } },
    ],
    ['nodes.*.attributes', {}],
    ['keys.id', { keys: [{ id: '1' }] }],
    ['keys.none', {}],
    ['nowhere', {}],
  ])('keeps the named parts for %s', (filter, expected) => {
    expect(filterPath(body, filter)).toEqual(expected);
  });
});

describe('nested', () => {
  test('undoes flat settings', () => {
    expect(nested({ 'a.b.c': '1', 'a.d': ['x'], e: '2' })).toEqual({
      a: { b: { c: '1' }, d: ['x'] },
      e: '2',
    });
  });
});

describe('the parameters of a request', () => {
  test('are flags when they are named', () => {
    expect(
      ['a', 'a=true', 'a=false', 'b'].map((query) => isFlag(new URLSearchParams(query), 'a')),
    ).toEqual([true, true, false, false]);
  });

  test('are durations with a unit', () => {
    expect(
      ['t=5s', 't=20ms', 't=1m', 't=5', ''].map((query) =>
        durationMs(new URLSearchParams(query), 't'),
      ),
    ).toEqual([5_000, 20, 60_000, undefined, undefined]);
  });

  test('name aliases, with and without wildcards', () => {
    expect(
      ['*:*', 'a:x', 'b:x,a:y', 'a*:x', 'b:x', 'a'].map(
        (expression) => namesAlias(expression, 'a.b') || namesAlias(expression, 'a'),
      ),
    ).toEqual([true, true, true, true, false, false]);
    expect(namesAlias('a.b:x', 'axb')).toBe(false);
    expect(exactAliases('*:*,a:x,b*:y,local')).toEqual(['a']);
  });
});
