/** Facts and their diagnosis as the one record that all else reads. */

import { SEEDS_AT_MOST } from '../collect/targets.ts';
import type { Answer, RegistrationFacts } from '../facts/facts.ts';
import type { CheckResult } from '../result/result.ts';
import type { FailedAnswer } from '../result/witness.ts';
import type { Diagnosis } from './diagnose.ts';
import { localNodesOf } from './localNodes.ts';
import { uuidOf } from './view.ts';

export function assemble(facts: RegistrationFacts, diagnosis: Diagnosis): CheckResult {
  const { registration, passive, active, network, sniff = [], remote, local } = facts;
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
    witnesses: {
      passive: [...passive],
      active: [...active],
      network: [...network],
      sniff: sniff.map(({ witness }) => witness),
    },
    localNodes: localNodesOf(facts),
    notSeen: notSeen(facts),
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
      localCertificates: [...listed(local.certificates)],
      remoteCertificates: [...listed(remote?.certificates)],
    },
    ...licensesOf(facts),
    ...(registration.signingCertificates === undefined
      ? {}
      : { signingCertificates: [...registration.signingCertificates] }),
    checkedAt: facts.now.toISOString(),
    durationMs: facts.durationMs,
  };
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
function notSeen({
  local,
  stats,
  searchCounts,
  ccr,
  remote,
}: RegistrationFacts): Record<string, FailedAnswer> {
  const answers: [string, Answer<unknown> | undefined][] = [
    ...local.nodesAsked.flatMap(({ url, root, remoteInfo }): [string, Answer<unknown>][] => [
      [`GET ${url}/`, root],
      [`GET ${url}/_remote/info`, remoteInfo],
    ]),
    ['local GET /_nodes', local.nodes],
    ['local GET /_cluster/settings', local.settings],
    ['local GET /_ssl/certificates', local.certificates],
    ['local GET /_cluster/stats?include_remotes', stats],
    ['local GET /_cluster/stats', isSameFailure(searchCounts, stats) ? undefined : searchCounts],
    ['local GET /_license', present(local.license)],
    ['local GET /_ccr/stats', ccr],
    ['local GET /_all/_ccr/info', ccr.ok ? present(ccr.value?.paused) : undefined],
    ['local GET /_ccr/auto_follow', ccr.ok ? ccr.value?.patterns : undefined],
    ['remote GET /', remote?.root],
    ['remote GET /_nodes', remote?.nodes],
    ['remote GET /_security/api_key', remote?.apiKeys],
    ['remote GET /_ssl/certificates', remote?.certificates],
    ['remote GET /_license', present(remote?.license)],
  ];
  return Object.fromEntries(
    answers.flatMap(([api, answer]) =>
      answer === undefined || answer.ok ? [] : [[api, answer.failed]],
    ),
  );
}

/** What was asked once counts once. */
function isSameFailure(one: Answer<unknown>, other: Answer<unknown>): boolean {
  return !one.ok && !other.ok && one.failed === other.failed;
}

/** A distribution without the API has no licence to expire, and no followers. */
function present<T>(answer: Answer<T> | undefined): Answer<T> | undefined {
  return answer?.ok === false && answer.failed.kind === 'missing' ? undefined : answer;
}
