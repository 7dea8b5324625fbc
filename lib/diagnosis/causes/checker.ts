/** What limits the checker itself. */
import type { RefusalKind } from '../../result/sniff.ts';
import type { FailedAnswer } from '../../result/witness.ts';
import { type Cause, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { get, post, put, resolve, say, type } from '../stepBuilders.ts';
import type { View } from '../view.ts';

function localClusterUnreachable({ facts: { local } }: View): Match | undefined {
  const failed = local.nodesAsked.flatMap(({ url, root }) =>
    root.ok || !isSilent(root.failed) ? [] : [`${url}: ${root.failed.message}`],
  );
  if (failed.length < local.nodesAsked.length) return undefined;
  return { evidence: `No configured address of ${local.name} answers. ${failed.join('; ')}` };
}

function isSilent({ kind }: FailedAnswer): boolean {
  return kind === 'timed-out' || kind === 'unreachable' || kind === 'nonsense';
}

function notAuthorized({ facts, verdict }: View): Match | undefined {
  const answers = {
    'GET /': facts.local.nodesAsked.map(({ root }) => root),
    'GET /_remote/info': facts.local.nodesAsked.map(({ remoteInfo }) => remoteInfo),
  };
  const refused = Object.entries(answers).filter(([, all]) => refusals(all).length > 0);
  const apis = refused.map(([api]) => api);
  const active = facts.active.find(({ outcome }) => outcome === 'not-authorized');
  if (active !== undefined)
    apis.push(active.api === 'search' ? 'the cross-cluster search' : 'GET /_resolve/cluster');
  if (apis.length === 0) return undefined;
  const text = active?.error ?? refusals(Object.values(answers).flat())[0];
  return {
    evidence: `Our user may not ask ${apis.join(', ')}: ${text}`,
    severity: verdict === 'connected' ? 'note' : 'unknown',
  };
}

type Asked = { readonly ok: true } | { readonly ok: false; readonly failed: FailedAnswer };

function refusals(answers: readonly Asked[]): string[] {
  return answers.flatMap((answer) =>
    !answer.ok && answer.failed.kind === 'not-authorized' ? [answer.failed.message] : [],
  );
}

function vantageDiffers({ verdict, configured, facts: { vantage } }: View): Match[] {
  if (verdict !== 'connected') return [];
  const context = `The local nodes use this remote, but from ${vantage} the network probe finds`;
  return configured.flatMap(({ faults }) =>
    faults
      .filter(({ code }) => code !== 'certificate-expired')
      .map(({ subject, evidence }) => ({ subject, evidence: `${context}: ${evidence}` })),
  );
}

/** What each refusal means for the checker's key; the other kinds are not about the key. */
const KEY_REFUSALS: Partial<Record<RefusalKind, string>> = {
  'key-unknown':
    'the remote has no key with this id, so it was deleted, or belongs to another cluster',
  'key-secret-wrong': 'the remote knows the key id, but the secret is another',
  'key-revoked': 'the key has been invalidated',
  'key-expired': 'the key has expired',
  'key-type-wrong': 'it is an API key of type rest, not a cross-cluster API key',
  'key-malformed': 'it is not the "encoded" value of the answer that created the key',
  'certificate-identity-missing':
    'it was created with certificate_identity, so requests with it have to be signed, which the checker does not do',
  license: 'the license of the remote does not cover remote clusters with API keys',
  unauthenticated: 'the remote does not say why',
};

/** About the checker's own key, never about the one that the local nodes use. */
function keyRejected({ facts: { sniff = [] } }: View): Match[] {
  return sniff.flatMap(({ witness: { seed, as, refusal } }) => {
    const meaning = refusal && KEY_REFUSALS[refusal.kind];
    if (as !== 'api-key' || meaning === undefined) return [];
    const refuses = prose`
      ${seed} answers, but refuses the checker's own API key (crossClusterApiKey of the registry)`;
    const other = 'The key of the local cluster is another one, and was not judged by this';
    return [{ subject: seed, evidence: `${refuses}: ${meaning}: ${refusal?.message}. ${other}` }];
  });
}

/** A pin that nothing could be compared with must not look like one that holds. */
function uuidNotSeen({ facts: { expect, stats, remote, sniff = [] } }: View): Match | undefined {
  const pin = expect?.clusterUuid;
  const isKnown =
    stats.ok || remote?.root.ok || sniff.some(({ witness }) => witness.clusterUuid !== undefined);
  if (pin === undefined || isKnown) return undefined;
  return {
    severity: 'warning',
    evidence: prose`
      The registry pins cluster_uuid ${pin}, but the one connected to was not seen:
      ${stats.failed.message}`,
  };
}

function nothingAsked({ verdict, facts }: View): Match | undefined {
  const { passive, active, activeNotAsked, registration, stopped, skippedAliases = [] } = facts;
  // Then the reason is the cause.
  if (stopped !== undefined || skippedAliases.length > 0) return undefined;
  if (verdict !== 'not-asked' && verdict !== 'unknown') return undefined;
  if (registration.configuredIn === 'nowhere') return undefined;
  if (passive.length > 0 && passive.every(({ failed }) => failed?.kind === 'no-role'))
    return undefined;
  const texts = active.map(({ node, error }) => `${node}: ${error}`).join('; ');
  return { evidence: `No cross-cluster request could be made: ${activeNotAsked ?? texts}` };
}

/** Steps that were skipped on purpose, so that a reader does not take them for passed. */
function handshakeNotMeasured({ facts }: View): Match[] {
  return facts.network.flatMap(({ address, endpoints }) => {
    const why = endpoints.flatMap(({ tls, transport }) =>
      tls.outcome === 'ok' && transport.outcome === 'not-measured' ? [transport.why] : [],
    )[0];
    if (why === undefined) return [];
    const evidence = `${address}: the transport handshake was not measured: ${why}`;
    return [{ subject: address, severity: 'note' as const, evidence }];
  });
}

const INDICES = { names: ['connectivity-check-*'], privileges: ['read'] };

const ROLE = '_security/role/remote-cluster-checker';

const grantPrivileges = () => [
  put(ROLE, {
    cluster: ['monitor'],
    remote_indices: [{ clusters: ['*'], ...INDICES }],
    remote_cluster: [{ clusters: ['*'], privileges: ['monitor_stats'] }],
  }),
  say(
    '(remote_indices from 8.10 and remote_cluster from 8.17 on, both for remotes with an API key only)',
  ),
  say(prose`
    A remote in the certificate model needs a role of the same name. So does any remote whose own
    HTTP addresses the registry gives:`),
  put(ROLE, { cluster: ['monitor', 'read_security'], indices: [INDICES] }, 'remote-cluster'),
  say('(read_security only for GET _security/api_key)'),
];

export const CHECKER = {
  'vantage-differs': {
    title: 'Only the probe of the checker fails',
    meaning: prose`
      The local nodes use the remote without trouble. The checker runs elsewhere in the network and
      cannot see the whole path.`,
    verify: resolve,
    fix: () => [
      say(prose`
        Users are not affected. To let the checker see the path, open the address for it too, or run
        it beside the local nodes.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { finding: vantageDiffers },
  },
  'checker-not-authorized': {
    title: 'The checker lacks privileges',
    meaning: prose`
      Elasticsearch refused a request of the checker, so the checker knows nothing from that
      request. This says nothing about the remote.`,
    verify: () => [say('With the credentials of the checker:'), get('_security/user/_privileges')],
    fix: grantPrivileges,
    documentation: DOCUMENTATION.troubleshooting,
    when: { finding: notAuthorized },
  },
  'checker-key-rejected': {
    title: "The remote refuses the checker's own API key",
    meaning: prose`
      The checker asked the seeds for the gateway nodes with the cross-cluster API key of the
      registry, and the remote refused it. The network works up to there. This says nothing about
      the key of the local cluster, which is another one. Searches are not affected.`,
    verify: () => [
      say('With the id that the evidence names:'),
      get('_security/api_key?id=<id>', 'remote-cluster'),
    ],
    fix: ({ alias }) => [
      say('Create a new key for the checker:'),
      post('_security/cross_cluster/api_key', {
        on: 'remote-cluster',
        body: {
          name: 'remote-cluster-checker',
          expiration: '90d',
          access: { search: [{ names: ['connectivity-check-none'] }] },
        },
      }),
      say(prose`
        Put its "encoded" value where remotes.${alias}.crossClusterApiKey of the registry points to,
        or remove crossClusterApiKey. If the license does not cover API keys:`),
      get('_license', 'remote-cluster'),
    ],
    documentation: DOCUMENTATION.apiKey,
    when: { finding: keyRejected },
  },
  'local-cluster-unreachable': {
    title: 'The local cluster does not answer the checker',
    meaning: prose`
      None of its HTTP addresses answers, so the checker can say nothing about its remotes. The
      cluster may be down, or only unreachable for the checker.`,
    verify: () => [type('checker-shell', 'curl -v <url of the registry>')],
    fix: ({ cluster }) => [
      say(
        `Check that ${cluster} is up, and that its urls, auth and tls in the registry are right.`,
      ),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { certain: localClusterUnreachable },
  },
  'checker-network-lost': {
    title: 'The checker lost its own network',
    meaning: prose`
      An address that always has to work from where the checker runs does not work. Until it does,
      the checker's view of clusters does not count: it opens, changes and resolves no incident.`,
    verify: () => [
      say(
        'Where the checker runs, connect to and look up what stands under canary in its registry.',
      ),
    ],
    fix: () => [
      say(prose`
        Fix the network of the checker: its subnet, security group, routes and name servers. If it
        reaches the clusters all the same, correct canary in its registry.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { namedBy: 'diagnosis/canary.ts' },
  },
  'registration-removed': {
    title: 'The remote is no longer checked',
    meaning: prose`
      Its registration was removed, or the registry of the checker skips it now. This ends an
      incident that was open.`,
    verify: () => [get('_remote/info')],
    fix: () => [say('Nothing to do. If it was removed by mistake, register it again.')],
    documentation: DOCUMENTATION.settings,
    when: { namedBy: 'state/incident/summary.ts' },
  },
  'not-measured': {
    title: 'Part of the check could not run',
    meaning: prose`
      The checker skipped something that would have shown more; the evidence says why. This alone
      says nothing against the remote.`,
    verify: resolve,
    fix: () => [say('See the evidence: it names what is missing.')],
    documentation: DOCUMENTATION.troubleshooting,
    when: { certain: uuidNotSeen, finding: [nothingAsked, handshakeNotMeasured] },
  },
} as const satisfies Record<CodesOf<'checker'>, Cause>;
