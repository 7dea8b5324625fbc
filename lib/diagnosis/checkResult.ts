/** Facts and their diagnosis as the one record that all else reads. */

import { answersOf } from '../facts/askedApis.ts';
import type { Answer, RegistrationFacts } from '../facts/facts.ts';
import { SEEDS_AT_MOST } from '../facts/remoteNodes.ts';
import { instantOf } from '../instant.ts';
import type { CertificateFile, CheckResult } from '../result/result.ts';
import type { FailedAnswer } from '../result/witness.ts';
import type { Diagnosis } from './diagnose.ts';
import { localNodesOf } from './localNodeVerdicts.ts';
import { uuidOf } from './view.ts';

/**
 * Each result repeats what is known of all local nodes. Of a cluster with very many nodes and
 * remotes no report could be written, so all results together have no more entries than these.
 */
const MOST_ENTRIES = 200_000;

export interface AssembleOptions {
  /** How many results share the limit. */
  readonly results?: number;
}

export function assemble(
  facts: RegistrationFacts,
  diagnosis: Diagnosis,
  { results = 1 }: AssembleOptions = {},
): CheckResult {
  const { registration, passive, active, repeated = [], large, network } = facts;
  const { sniff = [], remote, local } = facts;
  const most = Math.ceil(MOST_ENTRIES / results);
  const localNodes = localNodesOf(facts);
  const certificates = listed(local.certificates);
  const { cluster, alias, mode, securityModel, seeds, proxyAddress, serverName, skipUnavailable } =
    registration;
  return {
    cluster,
    alias,
    mode,
    securityModel,
    seeds: seeds.slice(0, SEEDS_AT_MOST),
    proxyAddress,
    serverName,
    skipUnavailable,
    status: diagnosis.status,
    cause: diagnosis.cause,
    findings: [...diagnosis.findings],
    ...(diagnosis.unexplained.length === 0 ? {} : { unexplained: [...diagnosis.unexplained] }),
    witnesses: {
      passive: [...passive],
      active: [...active],
      repeated: [...repeated],
      ...(large === undefined ? {} : { large }),
      network: [...network],
      sniff: sniff.map(({ witness }) => witness),
    },
    // Those that were asked come first.
    localNodes: localNodes.slice(0, most),
    notSeen: {
      ...notSeen(facts),
      ...cut('local nodes', localNodes.length, most),
      ...cut('local certificates', certificates.length, most),
    },
    gateways: diagnosis.gateways,
    versions: diagnosis.versions,
    localClusterUuid: local.nodesAsked.flatMap(({ root }) =>
      root.ok ? [root.value.clusterUuid] : [],
    )[0],
    remoteClusterUuid: uuidOf(facts),
    ...identity(facts),
    ...(diagnosis.searches === undefined ? {} : { searches: diagnosis.searches }),
    ...(diagnosis.replication === undefined ? {} : { replication: diagnosis.replication }),
    credentials: {
      apiKeys: [...listed(remote?.apiKeys)],
      localCertificates: soonestOf(certificates, most),
      remoteCertificates: [...listed(remote?.certificates)],
    },
    ...licensesOf(facts),
    ...(registration.signingCertificates === undefined
      ? {}
      : { signingCertificates: [...registration.signingCertificates] }),
    checkedAt: instantOf(facts.now),
    durationMs: facts.durationMs,
  };
}

function cut(what: string, count: number, most: number): Record<string, FailedAnswer> {
  if (count <= most) return {};
  const message = `${count - most} of ${count} ${what} are not shown, to bound the size of the report`;
  return { [`more ${what}`]: { kind: 'not-asked', message, reasons: [], durationMs: 0 } };
}

/** All results share the list, and to sort it takes longer than all else about one result. */
const bySoonest = new WeakMap<readonly CertificateFile[], readonly CertificateFile[]>();

/** Those that expire first, if they are too many. */
function soonestOf(certificates: readonly CertificateFile[], most: number): CertificateFile[] {
  if (certificates.length <= most) return [...certificates];
  const sorted =
    bySoonest.get(certificates) ??
    certificates.toSorted((a, b) => Date.parse(a.notAfter) - Date.parse(b.notAfter));
  bySoonest.set(certificates, sorted);
  return sorted.slice(0, most);
}

/** Where nothing is remembered, nothing was held against it. */
function identity({ memory }: RegistrationFacts): Pick<CheckResult, 'rememberedIdentity'> {
  return memory?.identity === undefined ? {} : { rememberedIdentity: memory.identity };
}

function listed<T>(answer: Answer<readonly T[]> | undefined): readonly T[] {
  return answer?.ok ? answer.value : [];
}

function licensesOf({ local, remote }: RegistrationFacts): Pick<CheckResult, 'licenses'> {
  const licenses = {
    ...(local.license?.ok ? { local: local.license.value } : {}),
    ...(remote?.license?.ok ? { remote: remote.license.value } : {}),
  };
  return Object.keys(licenses).length === 0 ? {} : { licenses };
}

/** Every API that gave no value, so that nothing is silently missing. */
function notSeen(facts: RegistrationFacts): Record<string, FailedAnswer> {
  return Object.fromEntries(
    answersOf(facts, facts.remote).flatMap(({ api, answer }) =>
      answer === undefined || answer.ok ? [] : [[api, answer.failed]],
    ),
  );
}
