/** API keys and ports that do not belong together. */
import type { RefusalKind } from '../../result/sniff.ts';
import { type Cause, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { openServer, storeKey } from '../platformSteps.ts';
import { get, host, onHost, say, setAddress } from '../stepBuilders.ts';
import { type ConfiguredAddress, isBroken, type View } from '../view.ts';
import { saidAboutKey } from './crossClusterKeys.ts';

type Port = ConfiguredAddress['endpoints'][number];

/** A remote cluster server port asks for no client certificate; a transport port does. */
function keyOnTransportPort(view: View): Match | undefined {
  const { facts, configured } = view;
  if (!isBroken(view) || facts.registration.securityModel !== 'api-key') return undefined;
  const refusal = refusalOf('credentials-missing', view);
  const hasKey = 'The local nodes have an API key for this remote, but';
  const isTransport = 'it is a transport port (9300), not a remote cluster server port (9443)';
  if (refusal !== undefined)
    return {
      subject: refusal.seed,
      evidence: prose`
        ${hasKey} ${refusal.seed} does not look for one: ${isTransport}. It says:
        ${refusal.message}`,
    };
  const port = configured.find(({ endpoints }) => endpoints.some(asksForClientCertificate));
  if (port === undefined) return undefined;
  return {
    subject: port.address,
    evidence: `${hasKey} ${port.address} asks for a client certificate: ${isTransport}`,
  };
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

function asksForClientCertificate({ tls }: Port): boolean {
  if (tls.outcome === 'not-measured' || tls.evidence === undefined) return false;
  const { clientCertificate } = tls.evidence;
  return clientCertificate !== 'not-requested' && clientCertificate !== 'unknown';
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

function isWithoutClientCertificate({ tls, transport }: Port): boolean {
  if (transport.outcome !== 'ok' || tls.outcome !== 'ok') return false;
  return tls.evidence.clientCertificate === 'not-requested';
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
      ...setAddress(given, given.serverAddresses?.[0] ?? onHost(given, 9443)),
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
} as const satisfies Record<CodesOf<'keyPorts'>, Cause>;
