/** Whether the remote is the cluster that it should be, and the one that it was. */

import type { Step } from '../../result/instructions.ts';
import { issuersSeen } from '../../state/baseline/clusterIdentity.ts';
import { type Cause, type Circumstances, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import {
  get,
  isInFile,
  registerAgain,
  say,
  setAddress,
  type,
  unregister,
} from '../stepBuilders.ts';
import { uuidOf, type View } from '../view.ts';
import { quoted } from '../wireRules.ts';
import { clusterOf } from './seedLists.ts';

function otherUuid({ facts: { expect, stats } }: View): Match | undefined {
  const pin = expect?.clusterUuid;
  const connected = stats.ok ? stats.value.clusterUuid : undefined;
  if (pin === undefined || connected === undefined || connected === pin) return undefined;
  return {
    subject: connected,
    evidence: prose`
      The registry expects cluster_uuid ${pin}, the local cluster is connected to ${connected}`,
  };
}

function otherCertificate({ facts: { expect, network } }: View): Match[] {
  const pin = expect?.certificateFingerprint;
  if (pin === undefined) return [];
  return network.flatMap(({ address, endpoints }) => {
    const chains = endpoints.flatMap(({ tls }) =>
      tls.outcome === 'not-measured' || tls.evidence === undefined ? [] : [tls.evidence.chain],
    );
    const [other] = chains
      .filter((chain) => chain.every(({ fingerprint }) => fingerprint !== pin))
      .flat();
    if (other === undefined) return [];
    const evidence = prose`
      ${address} shows certificate ${other.fingerprint}, the registry expects ${pin}`;
    return [{ subject: address, evidence }];
  });
}

const PINS = { clusterUuid: 'cluster_uuid', clusterName: 'the cluster name' } as const;

/** A seed of another cluster, unless the local cluster is connected to the right one. */
function otherSeed({ facts: { expect, stats, sniff = [] } }: View): Match[] {
  if (stats.ok && stats.value.clusterUuid === expect?.clusterUuid) return [];
  const pins = (['clusterUuid', 'clusterName'] as const).filter(
    (pin) => expect?.[pin] !== undefined,
  );
  return sniff.flatMap(({ witness }) =>
    pins
      .filter((pin) => witness[pin] !== undefined && witness[pin] !== expect?.[pin])
      .map((pin) => ({
        subject: witness.seed,
        evidence: prose`
          The registry expects ${PINS[pin]} ${expect?.[pin]}, the seed ${witness.seed} belongs to
          ${clusterOf(witness)}`,
      })),
  );
}

function otherIssuer({ facts: { expect, network } }: View): Match | undefined {
  const pin = expect?.certificateIssuer;
  const others = issuersSeen(network).filter((issuer) => issuer !== pin);
  if (pin === undefined || others.length === 0) return undefined;
  return {
    subject: others.join(', '),
    evidence: prose`
      The registry expects certificates issued by ${pin}, the remote shows one issued by
      ${others.join(', ')}`,
  };
}

function otherName({ statements }: View): Match | undefined {
  const statement = statements.find(({ code }) => code === 'identity-changed');
  return statement && { evidence: quoted(statement), values: statement.values };
}

/** A pin in the registry outranks what earlier checks saw. */
function clusterReplaced({ facts }: View): Match | undefined {
  const before = facts.memory?.identity?.clusterUuid;
  const uuid = uuidOf(facts);
  if (before === undefined || uuid === undefined || uuid === before.uuid) return undefined;
  if (facts.expect?.clusterUuid !== undefined) return undefined;
  return {
    subject: uuid,
    evidence: prose`
      The remote is now the cluster ${uuid}; since ${before.since.slice(0, 10)} it has been
      ${before.uuid}. Was it planned?`,
  };
}

function issuerChanged({ facts: { memory, expect = {}, network } }: View): Match | undefined {
  const before = memory?.identity?.issuers;
  const isPinned =
    expect.certificateFingerprint !== undefined || expect.certificateIssuer !== undefined;
  if (before === undefined || isPinned) return undefined;
  const issuers = issuersSeen(network).filter((issuer) => !before.names.includes(issuer));
  if (issuers.length === 0) return undefined;
  return {
    subject: issuers.join(', '),
    evidence: prose`
      A certificate of the remote is now issued by ${issuers.join(', ')}; since
      ${before.since.slice(0, 10)} the issuer has been ${before.names.join(', ')}. Is it an expected
      rotation?`,
  };
}

function showUuid({ alias }: Circumstances): Step[] {
  return [
    get(`_cluster/stats?include_remotes=true&filter_path=ccs.clusters.${alias}.cluster_uuid`),
    get('/', 'remote-cluster'),
  ];
}

/** For a shell, within double quotes: `!` would expand history, `<alias>` is a placeholder. */
function inPath(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll('!', '%21');
  return /^<[a-z]+>$/.test(name) ? name : encoded;
}

/** `$URL` is the checker's HTTP interface; `ownUrl.ts` puts it in if it is known. */
function accept({ cluster, alias }: Circumstances): Step {
  const headers = `-H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json'`;
  const path = `clusters/${inPath(cluster)}/remotes/${inPath(alias)}/identity/accept`;
  return type(
    'checker-shell',
    `curl -X POST ${headers} -d '{"reason":"<why it is right>"}' "$URL/${path}"`,
  );
}

/** A registration of elasticsearch.yml is built when a node starts, and removed by nothing else. */
function rebuild(given: Circumstances): Step[] {
  if (isInFile(given))
    return [say('It stands in elasticsearch.yml: restart each local node, one after the other.')];
  return [say('Remove it, and register it again:'), unregister(given), ...registerAgain(given)];
}

const ACCEPTING = `with the token of the checker's HTTP interface. This ends the incident.`;

function otherClusterTitle({ values: { found, expected } = {} }: Circumstances): string {
  if (found === undefined || found.length > 16) return 'The remote is not the expected cluster';
  const instead = expected === undefined || expected.length > 16 ? '' : `, not ${expected}`;
  return `Another cluster answers: ${found}${instead}`;
}

function otherPinFix(given: Circumstances): Step[] {
  return [
    say(prose`
      If the change was planned, correct remotes.${given.alias}.expect in the registry.
      Elasticsearch also pins the name of the first cluster that it met under an alias, until the
      registration is rebuilt.`),
    ...rebuild(given),
    say('If it was not planned, remove the registration before anybody reads from it:'),
    unregister(given),
  ];
}

/** Elasticsearch itself refuses the name, whatever the registry of the checker says. */
function otherNameFix(given: Circumstances): Step[] {
  return [
    say(prose`
      If the address is wrong, point ${given.alias} at the right cluster (seeds in sniff mode,
      proxy_address in proxy mode):`),
    ...setAddress(given, '<host>:<port>'),
    say(prose`
      If the change was meant, register ${given.alias} again: Elasticsearch keeps the name that it
      saw first until the registration is rebuilt.`),
    ...rebuild(given),
  ];
}

export const REMOTE_IDENTITY = {
  'identity-changed': {
    title: otherClusterTitle,
    meaning: prose`
      Another cluster answers at the address than is expected, or it shows another certificate.
      Local nodes refuse a cluster whose name is not the one that they saw first. Where they do not,
      searches may return data from an unrelated cluster, and replication would copy it.`,
    verify: showUuid,
    fix: (given) => (given.values === undefined ? otherPinFix(given) : otherNameFix(given)),
    documentation: DOCUMENTATION.troubleshooting,
    when: { certain: [otherUuid, otherCertificate, otherSeed, otherIssuer], said: otherName },
  },
  'cluster-replaced': {
    title: 'The remote is another cluster than before',
    meaning: prose`
      The uuid of the cluster differs from the one that was first seen under this alias. The cluster
      was rebuilt, or its address now leads to an unrelated one. Searches return, and followers
      copy, the data of whoever answers.`,
    verify: showUuid,
    fix: (given) => [
      say(`If it was planned, accept the new cluster ${ACCEPTING}`),
      accept(given),
      say(prose`
        Or pin its uuid in the registry: remotes.${given.alias}.expect.clusterUuid. If it was not
        planned, remove the registration before anybody reads from it:`),
      unregister(given),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { finding: clusterReplaced },
  },
  'certificate-issuer-changed': {
    title: 'The certificates of the remote have another issuer',
    meaning: prose`
      The certificates at the addresses of the remote come from another CA than those first seen. A
      rotation does that, and so does a proxy or an unrelated host in between. Local nodes that do
      not trust the new CA cannot open new connections.`,
    verify: () => [get('_ssl/certificates', 'remote-cluster')],
    fix: (given) => [
      say(prose`
        If it is an expected rotation, check that every local node trusts the new CA. Then accept it
        ${ACCEPTING}`),
      accept(given),
      say(prose`
        Or pin the issuer in the registry: remotes.${given.alias}.expect.certificateIssuer. If it is
        not expected, find out who answers at the address.`),
    ],
    documentation: DOCUMENTATION.certificate,
    when: { finding: issuerChanged },
  },
} as const satisfies Record<CodesOf<'remoteIdentity'>, Cause>;
