import { describe, expect, it } from 'vitest';
import { formatPath, valueAt } from '../../lib/registry/path.ts';

describe('formatPath', () => {
  it.each([
    [[], ''],
    [['clusters', 0, 'remotes', 'archive', 'expect'], 'clusters[0].remotes.archive.expect'],
    [['clusters', 0, 'auth', '…'], 'clusters[0].auth.…'],
    [['remotes', 'a:b', 'mode'], 'remotes["a:b"].mode'],
    [['a\u001b[31m'], '["a\\u001b[31m"]'],
  ])('writes %j as %s', (path, text) => {
    expect(formatPath(path)).toBe(text);
  });
});

describe('valueAt', () => {
  const document = { clusters: [{ name: 'eu', tls: null }] };
  it.each([
    [[], document],
    [['clusters', 0, 'name'], 'eu'],
    [['clusters', 0, 'tls'], null],
    [['clusters', 0, 'tls', 'ca'], undefined],
    [['clusters', 1, 'name'], undefined],
    [['clusters', 0, 'name', 'length'], undefined],
  ])('finds at %j %j', (path, value) => {
    expect(valueAt(document, path)).toBe(value);
  });
});
