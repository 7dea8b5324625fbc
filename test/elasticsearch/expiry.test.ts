/**
 * What the calendar says against what the nodes themselves say; and that it goes on knowing it
 * while the remote is stopped.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { stringify } from 'yaml';
import * as z from 'zod';
import { calendarOf } from '../../lib/report/expiries.ts';
import { type Calendar, calendarSchema } from '../../lib/result/expiry.ts';
import type { CheckResult } from '../../lib/result/result.ts';
import { type ExpiryMemory, nextExpiries } from '../../lib/state/baseline/expirations.ts';
import { ENDING_SCENES } from './cases/ending.cases.ts';
import { type LabNode, nodeOf, startNodes, stopNodes } from './clusters/lab.ts';
import { bringUpPhase } from './clusters/phase.ts';
import { demand } from './clusters/request.ts';
import { run } from './command.ts';
import { checkByLibrary } from './library.ts';
import { register, registryFor, unregisterAll } from './play.ts';
import { aliasOf, type Case } from './scene.ts';
import { createStage } from './stage.ts';

const [CASE] = ENDING_SCENES.flatMap(({ cases }) => cases).map(
  ({ bare: _bare, ...one }): Case => one,
) as [Case];
const ALIAS = aliasOf(CASE);

describe.skipIf(inject('missing') !== '')('what expires, of real clusters', () => {
  const stage = createStage();
  let registry: unknown;
  beforeAll(async () => {
    await bringUpPhase('ending');
    await register([CASE], stage);
    registry = await registryFor([CASE], stage);
  });
  afterAll(() => unregisterAll(CASE.local));

  it('is what the nodes say of their licenses, keys and files, and what the endpoint shows', async () => {
    const { exitCode, calendar } = await expiry(registry);
    const [local, remote] = [nodeOf(CASE.local), nodeOf(CASE.remote)];
    const ends = await Promise.all([
      keyEnd(remote),
      ...[local, remote].flatMap((node) => [licenseEnd(node), fileEnds(node)]),
    ]);
    expect(
      calendar.expiries.map(({ name, expiresAt }) => `${name} ${expiresAt}`).toSorted(),
    ).toEqual([...new Set(ends.flat())].toSorted());
    expect(exitCode, 'the key ends within 30 days').toBe(1);
  });

  it('a trial is a note', async () => {
    const { calendar } = await expiry(registry);
    const licenses = calendar.expiries.filter(({ kind }) => kind === 'license');
    expect(
      licenses.map(({ name, severity, daysLeft }) => `${name} ${severity} ${daysLeft}`),
    ).toEqual(['trial note 29', 'trial note 29']);
  });

  it('a certificate on the wire and its file are one', async () => {
    const { calendar } = await expiry(registry);
    const remote = calendar.expiries.find(({ name }) => name === 'CN=remote');
    expect(remote?.seen.map(({ where }) => where).toSorted()).toEqual(
      [
        stage.address(CASE.remote, 'remote'),
        `files of remote node ${nodeOf(CASE.remote).name}: remote.crt`,
      ].toSorted(),
    );
  });

  it('the last known dates are kept while the remote is stopped', async () => {
    const before = await resultOf(registry);
    const memory = nextExpiries(undefined, before);
    await stopNodes(CASE.remote);
    const down = await resultOf(registry, memory);
    await startNodes(CASE.remote);
    expect(down.status).toBe('failing');
    const soon = down.findings.find(({ code }) => code === 'api-key-expires-soon');
    expect(soon?.evidence).toMatch(/as last seen on/);
    const after = nextExpiries(memory, down);
    expect(datesOf(after)).toEqual(datesOf(memory));
    expect(
      datesOf(nextExpiries(undefined, down)).length,
      'without a memory they are lost',
    ).toBeLessThan(datesOf(memory).length);
    expect(after[stage.address(CASE.remote, 'remote')]?.at).toBe(before.checkedAt);
    expect(after['license of the local cluster']?.at).toBe(down.checkedAt);
  });
});

async function expiry(registry: unknown): Promise<{ exitCode: number; calendar: Calendar }> {
  const workingDirectory = await mkdtemp(join(tmpdir(), 'remote-cluster-checker-'));
  try {
    await writeFile(join(workingDirectory, 'clusters.yml'), stringify(registry));
    const { exitCode, stdout } = await run(['expiry', '--registry', 'clusters.yml', '--json'], {
      workingDirectory,
    });
    return { exitCode, calendar: calendarSchema.parse(JSON.parse(stdout)) };
  } finally {
    await rm(workingDirectory, { recursive: true });
  }
}

async function resultOf(registry: unknown, expiries?: ExpiryMemory): Promise<CheckResult> {
  const recall = async () => new Map(expiries === undefined ? [] : [[ALIAS, { expiries }]]);
  const { results } = await checkByLibrary(registry, { recall });
  return results.find(({ alias }) => alias === ALIAS) as CheckResult;
}

function datesOf(expiries: ExpiryMemory): string[] {
  const at = new Date(0);
  const calendar = calendarOf([{ cluster: CASE.local, alias: ALIAS, expiries }], {
    now: at,
    warningDays: 30,
  });
  return calendar.expiries.map(({ kind, id, expiresAt }) => `${kind} ${id} ${expiresAt}`);
}

const millisSchema = z.number().transform((millis) => new Date(millis).toISOString());

/** Each as its name and when it ends. */
async function licenseEnd(node: LabNode): Promise<string> {
  const schema = z.object({
    license: z.object({ type: z.string(), expiry_date_in_millis: millisSchema }),
  });
  const { type, expiry_date_in_millis: end } = schema.parse(
    await demand(node, '/_license'),
  ).license;
  return `${type} ${end}`;
}

async function keyEnd(node: LabNode): Promise<string> {
  const schema = z.object({
    api_keys: z.array(z.object({ name: z.string(), expiration: millisSchema.optional() })),
  });
  const { api_keys: keys } = schema.parse(await demand(node, '/_security/api_key'));
  return `soon ${keys.find(({ name }) => name === 'soon')?.expiration}`;
}

async function fileEnds(node: LabNode): Promise<string[]> {
  const schema = z.array(z.object({ subject_dn: z.string(), expiry: z.iso.datetime() }));
  return schema
    .parse(await demand(node, '/_ssl/certificates'))
    .map(({ subject_dn: subject, expiry }) => `${subject} ${expiry}`);
}
