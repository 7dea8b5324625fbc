/**
 * The times and durations of the latest check of one remote. They move with each check, so they
 * stand in the standing, and readers put them into the evidence, which may be an hour old.
 */
import * as z from 'zod';
import { instantSchema } from '../instant.ts';
import { type Finding, type Status, statusSchema } from '../result/finding.ts';
import type { AddressProbe } from '../result/network.ts';
import type { CheckResult } from '../result/result.ts';
import type { Memory } from '../state/baseline/baseline.ts';
import { recentSearches, type SearchMemory } from '../state/baseline/searchCounters.ts';

export const currentSchema = z.object({
  checkedAt: instantSchema,
  status: statusSchema,
  /** A code of the cause catalogue. */
  cause: z.string(),
  /** Of the whole check. */
  durationMs: z.number(),
  /** The slowest cross-cluster request that passed. */
  requestMs: z.number().optional(),
  /** The slowest of each step along the wire that went well. */
  stepMs: z.record(z.string(), z.number()).default({}),
  /** How replication moves, if indices are followed. */
  replication: z
    .object({
      operationsBehind: z.int(),
      sinceLastReadMs: z.int().optional(),
      sinceAutoFollowCheckMs: z.int().optional(),
    })
    .optional(),
});
export type Current = z.infer<typeof currentSchema>;

export function currentOf(result: CheckResult): Current {
  const { checkedAt, status, cause, durationMs, witnesses, replication } = result;
  const passed = witnesses.active.filter(({ outcome }) => outcome === 'connected');
  return {
    checkedAt,
    status,
    cause: cause.code,
    durationMs: rounded(durationMs),
    requestMs: largest(passed),
    stepMs: stepsOf(witnesses.network),
    replication: replication && {
      operationsBehind: replication.operationsBehind,
      sinceLastReadMs: replication.sinceLastReadMs,
      sinceAutoFollowCheckMs: replication.sinceAutoFollowCheckMs,
    },
  };
}

type Walked = { readonly outcome: string } | { readonly outcome: 'ok'; durationMs: number };

function stepsOf(network: readonly AddressProbe[]): Current['stepMs'] {
  const endpoints = network.flatMap((probe) => probe.endpoints);
  const steps: Readonly<Record<string, readonly Walked[]>> = {
    dns: network.map(({ dns }) => dns),
    tcp: endpoints.map(({ tcp }) => tcp),
    tls: endpoints.map(({ tls }) => tls),
    transport: endpoints.map(({ transport }) => transport),
  };
  const known = Object.entries(steps).flatMap(([step, walked]) => {
    const ms = largest(walked.flatMap((one) => ('durationMs' in one && isOk(one) ? [one] : [])));
    return ms === undefined ? [] : [[step, ms] as const];
  });
  return Object.fromEntries(known);
}

function isOk({ outcome }: Walked): boolean {
  return outcome === 'ok';
}

function largest(timed: readonly { readonly durationMs: number }[]): number | undefined {
  if (timed.length === 0) return undefined;
  return rounded(Math.max(...timed.map(({ durationMs }) => durationMs)));
}

/** A tenth of a millisecond: each digit costs, as all of it is written at each check. */
function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}

interface Remembered {
  readonly current?: Current | undefined;
  readonly memory?: Memory | undefined;
}

/**
 * The result as the latest check left it. The cause is that of the evidence, if it is the same as
 * the latest check had; otherwise its code is all that is known. Undefined without any check.
 */
export function shownResult(
  id: Pick<CheckResult, 'cluster' | 'alias'>,
  { current, memory }: Remembered,
  evidence: CheckResult | undefined,
): CheckResult | undefined {
  if (current === undefined) return evidence;
  const { checkedAt, status, durationMs, cause } = current;
  const base = evidence ?? { ...NOTHING_SEEN, ...id };
  const isSame = evidence?.cause.code === cause && evidence.status === status;
  return {
    ...base,
    checkedAt,
    durationMs,
    status,
    cause: isSame ? evidence.cause : causeWithoutEvidence(cause, status),
    searches: searchesOf(base, memory?.searches),
    replication: replicationOf(base, current),
  };
}

/** The counters move with each search, so the memory has later ones than the evidence. */
function searchesOf(
  { searches, checkedAt }: CheckResult,
  memory: SearchMemory | undefined,
): CheckResult['searches'] {
  if (searches === undefined || memory === undefined || memory.at < checkedAt) return searches;
  const { answered, skipped, failed = {}, nodes } = memory.counters;
  const read = { answered, skipped, failed, nodes: { answered: nodes, failed: 0 } };
  return { ...searches, ...read, latest: memory.latest, recent: recentSearches(memory) };
}

function replicationOf({ replication }: CheckResult, current: Current): CheckResult['replication'] {
  return replication && { ...replication, ...current.replication };
}

const SEVERITIES = {
  failing: 'critical',
  degraded: 'warning',
  unknown: 'unknown',
  healthy: 'ok',
} as const satisfies Record<Status, Finding['severity']>;

function causeWithoutEvidence(code: string, status: Status): Finding {
  return {
    code,
    severity: SEVERITIES[status],
    title: `The latest check found ${code}, and its details could not be stored`,
    evidence: 'The stored details are missing, damaged, or of an earlier check.',
    meaning: 'Status and cause are current. The details below are not.',
    verify: [{ kind: 'text', text: 'Look at the log of the checks for what could not be stored.' }],
    fix: [{ kind: 'text', text: 'The next check stores the details again.' }],
    documentation: 'https://www.elastic.co/docs/deploy-manage/remote-clusters',
  };
}

const UNKNOWN = { verdict: 'unknown', by: 'not-known', why: 'The details are missing' } as const;

const NOTHING_SEEN: CheckResult = {
  cluster: '',
  alias: '',
  mode: 'unknown',
  securityModel: 'unknown',
  seeds: [],
  status: 'unknown',
  cause: causeWithoutEvidence('', 'unknown'),
  findings: [],
  witnesses: { passive: [], active: [], repeated: [], network: [], sniff: [] },
  notSeen: {},
  gateways: { source: 'not-known', nodes: [] },
  versions: { local: [], remote: [], wire: UNKNOWN, search: UNKNOWN, replication: UNKNOWN },
  credentials: { apiKeys: [], localCertificates: [], remoteCertificates: [] },
  checkedAt: '1970-01-01T00:00:00.000Z',
  durationMs: 0,
};
