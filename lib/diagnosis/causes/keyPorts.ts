/** API keys and ports that do not belong together. */
import { listing } from '../../listing.ts';
import { parseVersion } from '../../release/release.ts';
import type { Step } from '../../result/instructions.ts';
import type { RefusalKind } from '../../result/sniff.ts';
import { type Cause, type Circumstances, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { saidAboutKey } from '../keyEvidence.ts';
import { openServer, storeKey } from '../platformSteps.ts';
import { asksForCertificate, isWithoutClientCertificate, portKindOf } from '../portKind.ts';
import { get, host, say, setAddress, type, usePort } from '../stepBuilders.ts';
import { isBroken, rootsOf, type Statement, type View } from '../view.ts';
import { quoted, said } from '../wireRules.ts';

/** A transport port asks for a client certificate; a remote cluster server port seldom does. */
function keyOnTransportPort(view: View): Match | undefined {
  const { facts, configured } = view;
  if (!isBroken(view) || facts.registration.securityModel !== 'api-key') return undefined;
  const refusal = refusalOf('credentials-missing', view);
  const hasKey = 'The local nodes have an API key for this remote, but';
  const statement = view.statements.find(({ code }) => code === 'security-differs');
  if (statement !== undefined)
    return { evidence: `${hasKey} the remote does not look for one: ${quoted(statement)}` };
  if (refusal !== undefined)
    return {
      subject: refusal.seed,
      evidence: prose`
        ${hasKey} ${refusal.seed} does not look for one: ${IS_TRANSPORT}. It says:
        ${refusal.message}`,
    };
  const port = configured.find(
    (one) => asksForCertificate(one) && portKindOf(one, view) !== 'server',
  );
  if (port === undefined) return undefined;
  const kind = portKindOf(port, view) === 'transport' ? `: ${IS_TRANSPORT}` : SEEMS_TRANSPORT;
  const words = view.statements.find(
    ({ code }) => code === undefined || code === 'api-key-on-transport-port',
  );
  const quote = words === undefined ? '' : `; ${quoted(words)}`;
  return {
    subject: port.address,
    evidence: `${hasKey} ${port.address} asks for a client certificate${kind}${quote}`,
  };
}

const IS_TRANSPORT = 'it is a transport port (9300), not a remote cluster server port (9443)';
const SEEMS_TRANSPORT =
  ', as a transport port (9300) does; a remote cluster server port (9443) or a proxy seldom does';

/** Which kind of port asks is not known: then it may also be the right one. */
export function certificateMaybeRequired(view: View): Match | undefined {
  const usesKey = view.facts.registration.securityModel === 'api-key';
  const asking = view.configured.find(
    (one) => asksForCertificate(one) && portKindOf(one, view) === 'unknown',
  );
  if (!isBroken(view) || !usesKey || asking === undefined) return undefined;
  // Then TLS has passed without a certificate.
  if (view.statements.some(({ code }) => code === 'api-key-on-transport-port')) return undefined;
  return {
    subject: asking.address,
    evidence: prose`
      ${asking.address} asks for a client certificate. If it is a remote cluster server port, or a
      proxy before one, local nodes show none there unless xpack.security.remote_cluster_client.ssl
      has one`,
  };
}

/** The port asks for one by the words of the remote, or the checker saw it ask. */
export function certificateRequired(view: View): Match | undefined {
  if (!isBroken(view)) return undefined;
  const asking = view.configured.find(
    (one) => asksForCertificate(one) && portKindOf(one, view) === 'server',
  );
  const statement = view.statements.find(
    ({ code }) => code === 'client-certificate-required' || code === 'client-certificate-rejected',
  );
  const isRequired = statement?.code === 'client-certificate-required';
  if (asking === undefined) return isRequired ? requiredSomewhere(statement, view) : undefined;
  const isKnown = prose`
    ${asking.address} is a remote cluster server port, and it asks for a client certificate. Local
    nodes show none there unless xpack.security.remote_cluster_client.ssl has one`;
  return {
    subject: asking.address,
    evidence: statement === undefined ? isKnown : `${isKnown}; ${quoted(statement)}`,
  };
}

/** Only the words say so: with an API key, it may be a transport port, too. */
function requiredSomewhere(statement: Statement, view: View): Match | undefined {
  const evidence = quoted(statement);
  if (view.facts.registration.securityModel !== 'api-key') return { evidence };
  const isTransport = view.configured.some(asksForCertificate);
  if (isTransport) return undefined;
  return {
    evidence: prose`
      ${evidence}. The checker cannot see whether the address is a remote cluster server port that
      requires one, or a transport port (9300), which takes no API key`,
  };
}

/** Security is on at the remote, and the local nodes have nothing to show. */
function securityDiffers(view: View): Match | undefined {
  const { local, registration } = view.facts;
  const statement = view.statements.find(({ code }) => code === 'security-differs');
  if (!isBroken(view) || statement === undefined || registration.securityModel === 'api-key')
    return undefined;
  const off = (local.nodes.ok ? local.nodes.value : [])
    .filter(({ settings }) => settings['xpack.security.enabled'] === 'false')
    .map(({ name }) => name);
  const here = off.length === 0 ? '' : `; security is off on ${listing(off)}`;
  return { evidence: `${quoted(statement)}${here}` };
}

/** What a seed answers to a request without credentials, or with ones of another kind. */
function refusalOf(
  kind: RefusalKind,
  { facts: { sniff = [] } }: View,
): { seed: string; message: string } | undefined {
  return sniff.flatMap(({ witness: { seed, refusal } }) =>
    refusal?.kind === kind ? [{ seed, message: refusal.message }] : [],
  )[0];
}

/** If Elasticsearch gives no text: no key on this side, and a port that asks for no certificate. */
function noKeyOnServerPort(view: View): Match | undefined {
  const { facts, configured, statements } = view;
  if (!isBroken(view) || facts.registration.securityModel !== 'certificate') return undefined;
  if (statements.some(({ code }) => code === 'no-api-key-on-remote-server-port')) return undefined;
  const refusal = refusalOf('key-missing', view);
  const hasNone = 'No local node has an API key for this remote, but';
  if (refusal !== undefined)
    return {
      subject: refusal.seed,
      evidence: prose`
        ${hasNone} ${refusal.seed} is a remote cluster server port (9443). Asked without a key, it
        says: ${refusal.message}`,
    };
  const port = configured.find(({ endpoints }) => endpoints.some(isWithoutClientCertificate));
  if (port === undefined) return undefined;
  return {
    subject: port.address,
    evidence: prose`
      ${hasNone} ${port.address} accepts TLS without a client certificate: it looks like a remote
      cluster server port (9443)`,
  };
}

function serverPortClosed(view: View): Match | undefined {
  const { transportPortOpen: transport, registration } = view.facts;
  const usesKey = registration.securityModel === 'api-key';
  if (!isBroken(view) || !usesKey || transport?.open !== true) return undefined;
  const refused = view.configured.find(({ faults }) =>
    faults.some(({ code }) => code === 'connection-refused'),
  );
  if (refused === undefined) return undefined;
  return {
    subject: refused.address,
    evidence: prose`
      ${refused.address} (remote cluster server) does not accept connections, while
      ${transport.address} (transport) on the same host does`,
  };
}

/** Elastic deprecated it in 9.0. */
function modelDeprecated({ facts }: View): Match | undefined {
  const version = parseVersion(rootsOf(facts)[0]?.version ?? '');
  if (facts.registration.securityModel !== 'certificate' || (version?.major ?? 0) < 9)
    return undefined;
  return {
    evidence: prose`
      ${facts.registration.alias} uses the certificate model, which is deprecated since 9.0; the
      local cluster runs ${rootsOf(facts)[0]?.version}`,
  };
}

/** The remote lists its server ports, or they are on the same hosts. */
function useServerPort(given: Circumstances): Step[] {
  const [listed] = given.serverAddresses ?? [];
  return listed === undefined ? usePort(given, 9443) : setAddress(given, listed);
}

const REACHABLE = '<address that the local nodes can reach>';

export const KEY_PORTS = {
  'api-key-on-transport-port': {
    title: 'The API key is sent to the transport port',
    meaning: prose`
      The local nodes have an API key for this remote. Only the remote cluster server port (9443 by
      default) takes API keys. The configured address is a transport port and demands a client
      certificate.`,
    verify: () => [
      get('_nodes?filter_path=nodes.*.remote_cluster_server.publish_address', 'remote-cluster'),
    ],
    fix: (given) => [
      say('Use the remote cluster server port:'),
      ...useServerPort(given),
      say('Check that the remote cluster server is on:'),
      ...openServer(given, REACHABLE),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: keyOnTransportPort },
  },
  'no-api-key-on-remote-server-port': {
    title: 'The remote cluster server port gets no API key',
    meaning: prose`
      The address is a remote cluster server port, which takes cross-cluster API keys only. The
      local node has none for this alias in its keystore. Every request to this remote through such
      a node fails.`,
    verify: () => [say('cluster_credentials is missing for the alias:'), get('_remote/info')],
    fix: (given) => [
      say('Bring the key to every local node:'),
      ...storeKey(given, 'each-local-node-shell'),
      say('Or use the certificate model with the transport port (9300) of the remote.'),
    ],
    documentation: DOCUMENTATION.apiKey,
    when: { said: saidAboutKey('no-api-key-on-remote-server-port'), weak: noKeyOnServerPort },
  },
  'remote-cluster-server-closed': {
    title: 'The remote cluster server port is closed',
    meaning: prose`
      The remote host is up and its transport port answers, but the port for API key connections
      does not. The remote cluster server is off by default; each node has to enable it.`,
    verify: () => [
      get('_nodes?filter_path=nodes.*.name,nodes.*.remote_cluster_server', 'remote-cluster'),
    ],
    fix: (given) => openServer(given, given.subject === undefined ? REACHABLE : host(given)),
    documentation: DOCUMENTATION.apiKey,
    when: { said: serverPortClosed },
  },
  'remote-server-port-misused': {
    title: 'The remote cluster server refuses this kind of request',
    meaning: prose`
      The remote cluster server takes requests of another cluster with a cross-cluster API key only.
      This request carried something else: a run-as user, a header that the remote does not allow, or
      it came through a third cluster.`,
    verify: () => [
      say('Does the local cluster search through this remote into another one?'),
      get('_remote/info', 'both-clusters'),
    ],
    fix: () => [
      say(prose`
        Register the far cluster directly on the local cluster, since a request passes one remote
        only. If both clusters are of different versions, upgrade them to the same one.`),
    ],
    documentation: DOCUMENTATION.apiKey,
    when: { said: said('remote-server-port-misused') },
  },
  'api-key-model-unsupported': {
    title: 'The remote is too old for API key authentication',
    meaning: prose`
      The local nodes have an API key for this remote, and nodes of the remote run a version that
      does not take one. Requests fail.`,
    verify: () => [get('/', 'remote-cluster')],
    fix: ({ alias }) => [
      say(prose`
        Upgrade the remote to 8.14 or later. Or use certificates: remove
        cluster.remote.${alias}.credentials from the keystore of each local node, and point the
        registration at the transport port (9300).`),
      type(
        'each-local-node-shell',
        `bin/elasticsearch-keystore remove cluster.remote.${alias}.credentials`,
      ),
    ],
    documentation: DOCUMENTATION.apiKey,
    when: { said: said('api-key-model-unsupported') },
  },
  'security-differs': {
    title: 'The remote requires credentials and gets none',
    meaning: prose`
      Security is on at the remote. The local nodes send no credentials, because security is off in
      the local cluster or is set up differently. Searches fail or skip this remote.`,
    verify: () => [get('_xpack/usage?filter_path=security.enabled', 'both-clusters')],
    fix: ({ alias }) => [
      say(prose`
        Enable security on all local nodes (xpack.security.enabled: true, then restart them one
        after the other). Then set up ${alias} with an API key or with certificates. Turn security
        off at the remote only if its network is closed to everybody else.`),
    ],
    documentation: DOCUMENTATION.apiKey,
    when: { said: securityDiffers },
  },
  'certificate-model-deprecated': {
    title: 'The certificate security model is deprecated',
    meaning: prose`
      Elastic deprecated remote clusters with certificate trust in 9.0, in favor of API keys. It
      works as before, and a later major version may remove it.`,
    verify: () => [say('Look at cluster_credentials:'), get('_remote/info')],
    fix: () => [
      say(prose`
        Plan the migration to a cross-cluster API key: it needs the remote cluster server on the
        remote nodes, and the key in the keystore of each local node.`),
    ],
    documentation: DOCUMENTATION.apiKey,
    when: { finding: modelDeprecated },
  },
} as const satisfies Record<CodesOf<'keyPorts'>, Cause>;
