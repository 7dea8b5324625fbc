/** What limits the checker itself. */
import { type CatalogueEntry, DOCUMENTATION, resolve } from './entry.ts';

export const CHECKER = {
  'vantage-differs': {
    title: 'Only the probe of the checker fails',
    severity: 'note',
    meaning:
      'The local nodes use the remote without trouble. The checker stands elsewhere in the network and cannot see all of the way.',
    verify: resolve,
    fix: () =>
      'Nothing to mend for users. To let the checker see the way, open the address for it too, or run it beside the local nodes',
    documentation: DOCUMENTATION.troubleshooting,
  },
  'checker-not-authorized': {
    title: 'The checker lacks privileges',
    severity: 'unknown',
    meaning:
      'Elasticsearch refused a question of the checker, so nothing is known of the remote by it. This says nothing about the remote.',
    verify: () => 'With the credentials of the checker: GET _security/user/_privileges',
    fix: () =>
      [
        'On the local cluster:',
        'PUT _security/role/remote-cluster-checker',
        '{ "cluster": [ "monitor" ], "remote_indices": [ { "clusters": [ "*" ], "names": [ "connectivity-check-*" ], "privileges": [ "read" ] } ], "remote_cluster": [ { "clusters": [ "*" ], "privileges": [ "monitor_stats" ] } ] }',
        '(remote_indices from 8.10 and remote_cluster from 8.17 on, both for remotes with an API key only)',
        'On a remote in the certificate model, where a role of the same name counts, and on any remote whose own HTTP addresses the registry gives:',
        'PUT _security/role/remote-cluster-checker',
        '{ "cluster": [ "monitor", "read_security" ], "indices": [ { "names": [ "connectivity-check-*" ], "privileges": [ "read" ] } ] }',
        '(read_security only for GET _security/api_key)',
      ].join('\n'),
    documentation: DOCUMENTATION.troubleshooting,
  },
  'checker-key-rejected': {
    title: "The remote refuses the checker's own API key",
    severity: 'unknown',
    meaning:
      'The seeds were asked for the gateway nodes with the cross-cluster API key that the registry gives the checker, and the remote refused it. The network is fine up to there. This says nothing about the key of the local cluster, which is another one, and searches are not concerned.',
    verify: () =>
      'On the remote: GET _security/api_key?id=<id>, with the id that the evidence names',
    fix: ({ alias }) =>
      [
        'Make a new key for the checker on the remote:',
        'POST _security/cross_cluster/api_key',
        '{ "name": "remote-cluster-checker", "expiration": "90d", "access": { "search": [ { "names": [ "connectivity-check-none" ] } ] } }',
        `and put its "encoded" value where remotes.${alias}.crossClusterApiKey of the registry points to; or remove crossClusterApiKey. For a license that does not cover API keys: GET _license on the remote`,
      ].join('\n'),
    documentation: DOCUMENTATION.apiKey,
  },
  'local-cluster-unreachable': {
    title: 'The local cluster does not answer the checker',
    severity: 'unknown',
    meaning:
      'None of its HTTP addresses answers, so nothing can be said about its remotes. It may be down, or only out of reach of the checker.',
    verify: () => 'curl -v <url of the registry>',
    fix: ({ cluster }) =>
      `Check that ${cluster} is up, and that urls, auth and tls of it in the registry are right`,
    documentation: DOCUMENTATION.troubleshooting,
  },
  'secret-unreadable': {
    title: 'The checker cannot read a secret of its registry',
    severity: 'unknown',
    meaning:
      'The registry refers to a secret that is missing, empty, or out of reach. The checker does not ask what needs it. This says nothing about the clusters.',
    verify: () =>
      'Read the secret that the evidence names, as the user or role that the checker runs as',
    fix: ({ cluster }) =>
      `Put the secret where the registry of cluster ${cluster} says it is, and let the checker read it; or correct the reference. The evidence names both`,
    documentation: DOCUMENTATION.troubleshooting,
  },
  'access-unusable': {
    title: 'The registry gives access that cannot be used',
    severity: 'unknown',
    meaning:
      'A URL, CA, certificate, or private key of the registry cannot be used. The checker does not ask what needs it. This says nothing about the clusters.',
    verify: () => 'The evidence names what was attempted, and what is wrong with the access',
    fix: ({ cluster, alias }) =>
      `Correct urls, auth, and tls of cluster ${cluster}, or remote and transportTls of remotes.${alias}, in the registry`,
    documentation: DOCUMENTATION.troubleshooting,
  },
  'deadline-passed': {
    title: 'The deadline ended the check before an answer came',
    severity: 'unknown',
    meaning:
      'A question had no answer when its time was over. What was learned until then counts; the rest is unknown. This alone says nothing against the remote.',
    verify: resolve,
    fix: () =>
      'See the evidence for what did not answer. If it is only slow, raise defaults.timeouts.checkSeconds or httpSeconds in the registry, or pass --timeout',
    documentation: DOCUMENTATION.troubleshooting,
  },
  'check-failed': {
    title: 'The checker failed to judge the remote',
    severity: 'unknown',
    meaning:
      'The checker met an answer that it was not made for, or has a bug. It does not call the remote healthy then. Other remotes are not affected.',
    verify: resolve,
    fix: () =>
      'If the evidence names an HTTP address of the registry, check what answers there. Otherwise report the evidence as a bug of the checker',
    documentation: DOCUMENTATION.troubleshooting,
  },
  'checker-network-lost': {
    title: 'The checker lost its own network',
    severity: 'critical',
    meaning:
      'What always has to work from where the checker runs does not. Until it does, what it sees of clusters does not count: no incident is opened, changed or resolved.',
    verify: () =>
      'From where the checker runs: connect to and look up what stands under canary in its registry',
    fix: () =>
      'Mend the network of the checker: its subnet, security group, routes and name servers. Where the clusters are checked all the same, correct canary in its registry',
    documentation: DOCUMENTATION.troubleshooting,
  },
  'registration-removed': {
    title: 'The remote is not checked any more',
    severity: 'ok',
    meaning:
      'Its registration was removed, or the registry of the checker leaves it out now. An incident that was open is over by that.',
    verify: () => 'GET _remote/info',
    fix: () => 'Nothing to do; if it was removed by mistake, register it again',
    documentation: DOCUMENTATION.settings,
  },
  'limits-reached': {
    title: 'The checker skipped a part',
    severity: 'note',
    meaning:
      'A cluster lists more than the checker looks at, or addresses that every host has for itself. The evidence says what was skipped: nothing is known of it. A list that is longer than it can reasonably be is a mistake in the settings, or of a cluster that means harm.',
    verify: () =>
      'GET _remote/info, and on the remote: GET _nodes?filter_path=nodes.*.name,nodes.*.transport.publish_address',
    fix: ({ alias }) =>
      `Look through what the evidence names: remove seeds of ${alias} or remote clusters that nobody needs, and let remote nodes publish addresses that other hosts can reach (transport.publish_host). Single remotes can be chosen: remote-cluster-checker check --remote <alias>`,
    documentation: DOCUMENTATION.settings,
  },
  'not-measured': {
    title: 'A witness could not be asked',
    severity: 'unknown',
    meaning:
      'Something that would have told more was not looked at; the evidence says why. This alone says nothing against the remote.',
    verify: resolve,
    fix: () => 'See the evidence: it names what is missing',
    documentation: DOCUMENTATION.troubleshooting,
  },
} as const satisfies Record<string, CatalogueEntry>;
