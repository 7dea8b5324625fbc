/** Every message of every release in the lab is known, and every entry of the tables is needed. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SENTENCES } from '../../lib/wording/wording.ts';
import { example, readQuiet, unclassified } from '../../local/messages/classify.ts';
import { type Message, readList } from '../../local/messages/lists.ts';
import { PLAIN_VERSIONS } from '../elasticsearch/clusters/specs.ts';
import { SAID } from './said.ts';

const ROOT = join(import.meta.dirname, '../..');
const quiet = readQuiet(readFileSync(join(ROOT, 'local/messages/quiet.txt'), 'utf8'));
const lists = new Map<string, Message[]>(
  globSync('*.txt', { cwd: join(ROOT, 'test/fixtures/messages') }).map((file) => [
    basename(file, '.txt'),
    readList(readFileSync(join(ROOT, 'test/fixtures/messages', file), 'utf8')),
  ]),
);
const all = [...lists.values()].flat();

/** The entry that classifies a text. */
function entryFor(text: string): number {
  return SENTENCES.findIndex(({ pattern }) => pattern.test(text));
}

test('there is a list for each release in the lab, and for the JDKs that run them', () => {
  const jdks = [...lists.keys()].filter((name) => name.startsWith('jdk-'));
  expect(jdks.length).toBeGreaterThan(0);
  expect([...lists.keys()].sort()).toEqual([...PLAIN_VERSIONS, ...jdks].sort());
  for (const messages of lists.values()) expect(messages.length).toBeGreaterThan(400);
});

describe.each([...lists.keys()])('%s', (name) => {
  test('has no message that is not classified: run npm run messages, then see lib/wording', () => {
    const own = new Set(lists.get(name)?.map(({ text }) => text));
    expect(unclassified(all, quiet).filter(({ text }) => own.has(text))).toEqual([]);
  });
});

const texts = [...new Set([...all.map(example), ...SAID.map(([, text]) => text)])];

test('each entry is the first that fits a listed message or a known text', () => {
  const used = new Set(texts.map(entryFor));
  expect(
    SENTENCES.filter((_, index) => !used.has(index)).map(({ pattern }) => pattern.source),
  ).toEqual([]);
});

/** `a|(?:b|c)d` → `a`, `(?:b|c)d`. */
function alternatives(source: string): string[] {
  let depth = 0;
  const parts = [''];
  for (const token of source.match(/\\.|\[(?:\\.|[^\]])*\]|./g) ?? []) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === '|' && depth === 0) parts.push('');
    else parts.push(`${parts.pop()}${token}`);
  }
  return parts;
}

test('each alternative of an entry fits a listed message or a known text', () => {
  const parts = SENTENCES.flatMap(({ pattern }) =>
    alternatives(pattern.source).map((part) => new RegExp(part, pattern.flags)),
  );
  expect(
    parts.filter((part) => !texts.some((text) => part.test(text))).map(({ source }) => source),
  ).toEqual([]);
});

test('quiet.txt names only classes and messages that a list has', () => {
  const listed = new Set(all.map(({ text }) => text));
  const classes = new Set(all.flatMap((message) => message.classes));
  expect([...quiet.texts.keys()].filter((text) => !listed.has(text))).toEqual([]);
  expect([...quiet.classes.keys()].filter((name) => !classes.has(name))).toEqual([]);
});
