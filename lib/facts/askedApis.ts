/** What each API answered: the one list that nothing which failed may be missing from. */
import type { Answer, RegistrationFacts, RemoteFacts } from './facts.ts';

export interface Asked {
  /** In words: `local license`. */
  readonly what: string;
  /** As the record names it: `local GET /_license`. */
  readonly api: string;
  /** Undefined if it was not asked. */
  readonly answer: Answer<unknown> | undefined;
}

/** `remote` are the answers at the remote's own HTTP addresses, or at those that lead elsewhere. */
export function answersOf(facts: RegistrationFacts, remote: RemoteFacts | undefined): Asked[] {
  const { local, notRecalled } = facts;
  const earlier = notRecalled && ({ ok: false, failed: notRecalled } as const);
  return [
    ...local.nodesAsked.flatMap(({ url, root, remoteInfo }) => [
      ofNode(`GET ${url}/`, root),
      ofNode(`GET ${url}/_remote/info`, remoteInfo),
    ]),
    ...localAnswers(facts),
    { what: 'remote root', api: 'remote GET /', answer: remote?.root },
    { what: 'remote nodes', api: 'remote GET /_nodes', answer: remote?.nodes },
    { what: 'remote API keys', api: 'remote GET /_security/api_key', answer: remote?.apiKeys },
    {
      what: 'remote certificates',
      api: 'remote GET /_ssl/certificates',
      answer: remote?.certificates,
    },
    { what: 'remote license', api: 'remote GET /_license', answer: remote?.license },
    { what: 'earlier results', api: 'earlier results', answer: earlier },
  ];
}

function ofNode(api: string, answer: Answer<unknown>): Asked {
  return { what: api, api, answer };
}

function localAnswers({ local, stats, searchCounts, ccr }: RegistrationFacts): Asked[] {
  const counted = isSameFailure(searchCounts, stats) ? undefined : searchCounts;
  const { paused, patterns } = (ccr.ok ? ccr.value : undefined) ?? {};
  const table: readonly (readonly [string, string, Answer<unknown> | undefined])[] = [
    ['local nodes', '/_nodes', local.nodes],
    ['local settings', '/_cluster/settings', local.settings],
    ['local certificates', '/_ssl/certificates', local.certificates],
    ['cluster statistics', '/_cluster/stats?include_remotes', stats],
    ['search statistics', '/_cluster/stats', counted],
    ['local license', '/_license', local.license],
    ['replication', '/_ccr/stats', ccr],
    ['paused followers', '/_all/_ccr/info', paused],
    ['auto-follow patterns', '/_ccr/auto_follow', patterns],
  ];
  return table.map(([what, path, answer]) => ({ what, api: `local GET ${path}`, answer }));
}

/** One request may ask for both, and counts once. */
function isSameFailure(one: Answer<unknown>, other: Answer<unknown>): boolean {
  return !one.ok && !other.ok && one.failed === other.failed;
}
