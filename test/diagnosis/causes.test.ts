import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Cause, Circumstances } from '../../lib/diagnosis/cause.ts';
import { CAUSES } from '../../lib/diagnosis/causes.ts';
import { ALL_CODES } from '../../lib/diagnosis/codes.ts';
import { type Step, textOf } from '../../lib/result/instructions.ts';

const full = {
  cluster: 'eu',
  alias: 'archive',
  mode: 'sniff',
  subject: '[::1]:9300, 10.0.0.2:9300',
  daysLeft: 7,
} as const;
const bare = { cluster: 'eu', alias: 'archive' };

function titleOf({ title }: Cause, circumstances: Circumstances): string {
  return typeof title === 'string' ? title : title(circumstances);
}

function stepsOf({ verify, fix }: Cause, circumstances: Circumstances): Step[] {
  return [...verify(circumstances), ...fix(circumstances)];
}

it('CAUSES stand in the order of the codes', () => {
  expect(Object.keys(CAUSES)).toEqual(ALL_CODES);
});

describe.each(Object.entries(CAUSES))('the cause %s', (code, cause) => {
  it('has a code for alerts and a short title', () => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(titleOf(cause, full)).toMatch(/^[A-Zs].{8,58}[^.]$/);
    expect(titleOf(cause, bare)).toMatch(/^[A-Zs].{8,58}[^.]$/);
    expect(cause.meaning).toMatch(/^[A-Z][\s\S]+\.$/);
    expect(cause.meaning).not.toMatch(/\s{2}|\n/);
    expect(cause.documentation).toMatch(/^https:\/\/www\.elastic\.co\/docs\//);
  });

  it.each([full, bare])('fills in what is known: %o', (circumstances) => {
    for (const steps of [cause.verify(circumstances), cause.fix(circumstances)]) {
      expect(steps.length).toBeGreaterThan(0);
      expect(textOf(steps)).not.toMatch(/undefined|\[object/);
    }
  });

  it('has requests whose body is JSON, for paths without a leading slash', () => {
    for (const step of stepsOf(cause, full)) {
      if (step.kind !== 'request') continue;
      expect(step.path).toMatch(/^(?:\/$|[^/ ][^ ]*$)/);
      expect(JSON.parse(JSON.stringify(step.body ?? {}))).toEqual(step.body ?? {});
    }
  });

  it('is named by a rule, or by the file that it says', () => {
    if (!('namedBy' in cause.when)) {
      expect(Object.keys(cause.when)).not.toEqual([]);
      return;
    }
    const path = join(import.meta.dirname, '../../lib', cause.when.namedBy);
    expect(existsSync(path) && readFileSync(path, 'utf8')).toContain(`'${code}'`);
  });
});

it.each([
  '$(reboot):9300',
  '`reboot`:9300',
  'a;reboot:9300',
  '-e/bin/sh:9300',
  "a'b:9300",
  'a\nb:9300',
  'a|b:9300',
])('no step lets %j into a shell', (subject) => {
  const texts = Object.values(CAUSES).flatMap((cause) => stepsOf(cause, { ...bare, subject }));
  expect(texts.map((step) => textOf([step])).filter((text) => text.includes(subject))).toEqual([]);
});

describe('the titles of what expires', () => {
  it('carry the days that are left', () => {
    expect(titleOf(CAUSES['certificate-expires-soon'], full)).toBe(
      'A certificate expires in 7 days',
    );
    expect(titleOf(CAUSES['api-key-expires-soon'], full)).toBe(
      'An API key of the remote expires in 7 days',
    );
    expect(titleOf(CAUSES['license-expires-soon'], full)).toBe('A license expires in 7 days');
  });
});

it('steps about API keys name the key, and nothing that is no key id', () => {
  const { verify } = CAUSES['api-key-expired'];
  const path = (subject: string) =>
    verify({ ...bare, subject }).flatMap((step) => (step.kind === 'request' ? step.path : []));
  expect(path('API key VuaCfGcBCdbkQm-e5aOx')).toEqual([
    '_security/api_key?id=VuaCfGcBCdbkQm-e5aOx',
  ]);
  expect(path('API key a&b')).toEqual(['_security/api_key?id=<id>']);
});
