import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { keysAt } from '../../lib/registry/issues.ts';

const schema = z.toJSONSchema(
  z.strictObject({
    list: z.array(
      z.strictObject({
        auth: z.union([
          z.literal('none'),
          z.strictObject({ apiKey: z.string() }),
          z.strictObject({ basic: z.strictObject({ username: z.string() }) }),
        ]),
      }),
    ),
    record: z.record(z.string(), z.strictObject({ ignore: z.boolean() })),
    name: z.string(),
  }),
);

describe('keysAt', () => {
  it.each([
    [[], ['list', 'record', 'name']],
    [['list', 3], ['auth']],
    [
      ['list', 0, 'auth'],
      ['apiKey', 'basic'],
    ],
    [['list', 0, 'auth', 'basic'], ['username']],
    [['record', 'anything'], ['ignore']],
    [['name'], []],
    [['list'], []],
    [['nowhere', 'deep'], []],
    [['name', 0], []],
  ])('of %j are %j', (path, keys) => {
    expect(keysAt(schema, path)).toEqual(keys);
  });
});
