import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readDocument } from '../../lib/registry/document.ts';
import { problemsOf } from '../../lib/registry/issues.ts';

const schema = z.strictObject(
  {
    name: z.string('write a name').optional(),
    auth: z
      .union(
        [
          z.literal('none'),
          z.strictObject({ apiKey: z.literal('ref', 'write a reference') }),
          z.strictObject({
            basic: z.strictObject({ username: z.string('write a user') }, 'write username below'),
          }),
        ],
        'write exactly one',
      )
      .optional(),
    remotes: z
      .record(z.string().regex(/^[a-z]+$/, 'write small letters'), z.number('write a number'))
      .optional(),
  },
  'write a mapping',
);

/** `line:column path is value: remedy` of every problem. */
function problemsIn(text: string): string[] {
  const { document } = readDocument(text);
  if (document === undefined) throw new Error(`Not YAML: ${text}`);
  const issues = schema.safeParse(document.value).error?.issues ?? [];
  return problemsOf(issues, schema, document).map(
    ({ line, column, path, value, remedy }) => `${line}:${column} ${path} is ${value}: ${remedy}`,
  );
}

describe('problemsOf', () => {
  it.each([
    ['name: a', []],
    ['name: 7', ['1:7 name is 7: write a name']],
    ['- a', ['1:1  is a list: write a mapping']],
    [
      'nmae: a\nremote: 1',
      [
        '1:1 nmae is an unknown key: did you mean name?',
        '2:1 remote is an unknown key: did you mean remotes?',
      ],
    ],
    ['ssl: a', ['1:1 ssl is an unknown key: use one of name, auth, remotes']],
    ['basic: a', ['1:1 basic is an unknown key: write it below auth']],
    [
      'remotes: { a: 1, B: 2, c: x }',
      [
        '1:18 remotes.B is not a valid key: write small letters',
        '1:27 remotes.c is "x": write a number',
      ],
    ],
  ])('of %j are %j', (text, problems) => {
    expect(problemsIn(text)).toEqual(problems);
  });

  it.each([
    ['none', []],
    ['all', ['1:7 auth is …: write exactly one']],
    ['', ['1:7 auth is empty: write exactly one']],
    ['[]', ['1:7 auth is an empty list: write exactly one']],
    ['{}', ['1:7 auth is an empty mapping: write exactly one']],
    ['{ apiKey: ref, basic: { username: a } }', ['1:7 auth is a mapping: write exactly one']],
    ['{ apiKey: plain }', ['1:17 auth.apiKey is …: write a reference']],
    [
      '{ apiKey: plain, ssl: x }',
      [
        '1:17 auth.apiKey is …: write a reference',
        '1:24 auth.ssl is an unknown key: use one of apiKey, basic',
      ],
    ],
    ['{ basic: {} }', ['1:16 auth.basic.username is missing: write a user']],
    ['{ basic: a }', ['1:16 auth.basic is …: write username below']],
    ['{ apikey: plain }', ['1:9 auth.apikey is an unknown key: did you mean apiKey?']],
    ['{ username: a }', ['1:9 auth.username is an unknown key: write it below basic']],
  ])('for a union with the value %j come from the intended option: %j', (value, problems) => {
    expect(problemsIn(`auth: ${value}`)).toEqual(problems);
  });
});
