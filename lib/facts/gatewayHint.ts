/** Why the gateway nodes are not known, and what to give in the registry to have them listed. */
import { listing } from '../listing.ts';
import { UNKNOWN_ALIAS } from './clusterFacts.ts';
import type { RegistrationFacts } from './facts.ts';

type Asked = Pick<
  RegistrationFacts,
  'registration' | 'failures' | 'stopped' | 'otherCluster' | 'given' | 'sniff' | 'remote'
>;

const NOT_KNOWN = 'The gateway nodes are not known';

/** It never asks for what the registry gives: that would lead nowhere. */
export function gatewayHint(input: Asked): string {
  const { registration, failures = [], stopped, otherCluster } = input;
  if (registration.alias === UNKNOWN_ALIAS) return `${NOT_KNOWN}, since the remotes are not known`;
  if (stopped !== undefined) return `${NOT_KNOWN}, since the remote was not checked`;
  const unusable = failures.flatMap(({ subject }) => subject ?? []);
  if (unusable.length > 0) return `${NOT_KNOWN}, since ${unusable.join(' and ')} cannot be used`;
  if (otherCluster !== undefined)
    return `${NOT_KNOWN}, since remotes.${registration.alias}.remote leads to another cluster`;
  const why = [...whyNotByHttp(input), ...whyNotBySeeds(input)].join('; ');
  const what = why === '' ? NOT_KNOWN : `${NOT_KNOWN}, since ${why}`;
  const ways = waysToGive(input);
  if (ways.length === 0) return what;
  return `${what}: give ${listing(ways, ' or ')} in the registry to have them listed and probed`;
}

function whyNotByHttp({ registration: { alias }, remote, given }: Asked): string[] {
  const access = `remotes.${alias}.remote`;
  if (remote?.nodes.ok === false)
    return [`${access} does not list them (${remote.nodes.failed.message})`];
  return remote === undefined && given?.remote ? [`${access} gave no answer`] : [];
}

function whyNotBySeeds(input: Asked): string[] {
  const { sniff = [], registration, given } = input;
  const { alias, securityModel } = registration;
  const asked = sniff.filter(({ witness: { as } }) => as !== 'nobody' || securityModel === 'none');
  const said = asked.map(
    ({ witness: { seed, refusal, why } }) => `${seed}: ${refusal?.message ?? why}`,
  );
  if (said.length > 0) return [`no seed listed them (${said.join('; ')})`];
  const way = WAYS[securityModel];
  return way !== undefined && given?.[way.key]
    ? [`no seed could be asked with remotes.${alias}.${way.key}`]
    : [];
}

/** What lets the checker ask the seeds. */
const WAYS = {
  'api-key': {
    key: 'crossClusterApiKey',
    what: "a cross-cluster API key of the checker's own",
  },
  certificate: { key: 'sniffAsNode', what: 'with a node certificate as transportTls' },
  none: undefined,
  unknown: undefined,
} as const;

function waysToGive({ registration: { alias, securityModel }, sniff = [], ...input }: Asked) {
  const { given, remote } = input;
  const way = WAYS[securityModel];
  const isGiven =
    way === undefined || given?.[way.key] || sniff.some(({ witness: { as } }) => as !== 'nobody');
  return [
    ...(isGiven ? [] : [`remotes.${alias}.${way.key} (${way.what})`]),
    ...(remote !== undefined || given?.remote
      ? []
      : [`remotes.${alias}.remote (the remote's own HTTP addresses: urls and auth)`]),
  ];
}
