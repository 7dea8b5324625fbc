/** What limits the checker itself. */

import { type Cause, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import {
  localClusterUnreachable,
  localHttpError,
  notAuthorized,
  otherProduct,
  refusedAs,
} from '../localHttp.ts';
import { keyRejected, leadsElsewhere, remoteHttpFails } from '../registryAccess.ts';
import { get, post, put, resolve, say, type } from '../stepBuilders.ts';
import { handshakeNotMeasured, nothingAsked, uuidNotSeen } from '../unmeasured.ts';
import type { View } from '../view.ts';

function vantageDiffers({ verdict, configured, facts: { vantage } }: View): Match[] {
  if (verdict !== 'connected') return [];
  const context = `The local nodes use this remote, but from ${vantage} the network probe finds`;
  return configured.flatMap(({ faults }) =>
    faults
      .filter(({ code }) => code !== 'certificate-expired')
      .map(({ subject, evidence }) => ({ subject, evidence: `${context}: ${evidence}` })),
  );
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
  say(prose`
    If the checker uses an API key, the certificate model goes by the role_descriptors of this key,
    and by no role of the remote: give it the indices of the second role too.`),
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
  'checker-credentials-refused': {
    title: 'The local cluster refuses the credentials of the checker',
    meaning: prose`
      The local cluster does not accept the API key, user or password that the checker sends: they
      are wrong, missing, expired or invalidated. A role changes nothing. This says nothing about
      the remote.`,
    verify: () => [
      say('With the credentials of the checker, this answers 401 with the reason:'),
      get('_security/_authenticate'),
    ],
    fix: ({ cluster, values }) => [
      ...(values?.['refusedBy'] === 'proxy'
        ? [
            say(prose`
              The answer has no reason of Elasticsearch, so a proxy in front of it asks for
              credentials: give those that the proxy takes as auth of cluster ${cluster}, or the
              addresses of the nodes themselves as urls. If no proxy is there:`),
          ]
        : []),
      ...(values?.['refusedBy'] === 'none'
        ? [say(`No credentials came with the request: give auth of cluster ${cluster}.`)]
        : []),
      say(prose`
        Create a new API key (or set a new password) for the checker, and give it in auth of cluster
        ${cluster} in the registry, or in an option of the command if you use no registry. A
        cross-cluster API key does not work here.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: refusedAs('checker-credentials-refused') },
  },
  'checker-address-filtered': {
    title: 'A traffic filter refuses the address of the checker',
    meaning: prose`
      A filter in front of the local cluster refuses the IP address from which the checker comes.
      This says nothing about the remote.`,
    verify: () => [type('checker-shell', 'curl -i <url of the local cluster>')],
    fix: ({ cluster }) => [
      say(prose`
        Allow the IP address of the checker in the traffic filter (network security policy) of the
        deployment ${cluster}.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: refusedAs('checker-address-filtered') },
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
  'registry-leads-elsewhere': {
    title: 'The registry gives HTTP addresses of another cluster',
    meaning: prose`
      The HTTP addresses that the registry of the checker gives for this remote belong to another
      cluster than the one that the local cluster uses. Most likely the registry has a typing error:
      searches and replication are not affected. If the registry is right, the registration of the
      remote leads to the wrong cluster.`,
    verify: ({ alias }) => [
      say(`Compare cluster_uuid at remotes.${alias}.remote.urls with the one in use:`),
      get('/', 'remote-cluster'),
      get('_cluster/stats?include_remotes&filter_path=_clusters.*.cluster_uuid'),
    ],
    fix: ({ alias }) => [
      say(prose`
        In the registry of the checker, correct remotes.${alias}.remote.urls. Only if those are
        right, correct the address of the remote on the local cluster.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { finding: leadsElsewhere },
  },
  'remote-http-fails': {
    title: 'The HTTP addresses of the remote give the checker nothing',
    meaning: prose`
      The registry gives HTTP addresses and credentials of the remote, and the request of the checker
      fails. The checker then knows less about nodes, keys and certificates of the remote. The link
      does not use these addresses.`,
    verify: () => [type('checker-shell', 'curl -v <url of the registry>')],
    fix: ({ alias }) => [
      say(prose`
        If the evidence says 401 or 403, correct remotes.${alias}.remote.auth in the registry. If
        nothing answers, check remotes.${alias}.remote.urls, and whether the remote nodes run.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { finding: remoteHttpFails },
  },
  'local-cluster-unreachable': {
    title: 'The local cluster does not answer the checker',
    meaning: prose`
      None of its HTTP addresses answers, so the checker can say nothing about its remotes. The
      cluster may be down, or only unreachable for the checker.`,
    verify: () => [type('checker-shell', 'curl -v <url of the local cluster>')],
    fix: ({ cluster, values }) => [
      ...(values?.['advice'] === undefined ? [] : [say(`${values['advice']}.`)]),
      say(
        `Check that ${cluster} is up, and that its URLs, credentials and TLS settings are right.`,
      ),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { certain: localClusterUnreachable },
  },
  'local-http-error': {
    title: 'The local cluster answers with an HTTP error',
    meaning: prose`
      Something answers each request of the checker with an HTTP error: a proxy, a load balancer, a
      filter of addresses, or the node itself. The checker can say nothing about the remotes.`,
    verify: () => [type('checker-shell', 'curl -v <url of the local cluster>')],
    fix: ({ cluster, values }) => [
      say(prose`
        ${values?.['advice'] ?? 'Read the first line of the answer in the evidence'}. Or give the
        HTTP addresses of the nodes themselves as URLs of cluster ${cluster}.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { certain: localHttpError },
  },
  'unsupported-product': {
    title: 'What answers as the local cluster is not Elasticsearch',
    meaning: prose`
      Something answers HTTP at the address, and it is not Elasticsearch: OpenSearch, Kibana, or a
      page of a proxy. The checker is made for Elasticsearch and judges nothing else.`,
    verify: () => [type('checker-shell', 'curl -v <url of the local cluster>')],
    fix: ({ cluster }) => [
      say(`Give the HTTP addresses of Elasticsearch as URLs of cluster ${cluster}.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { certain: otherProduct },
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
