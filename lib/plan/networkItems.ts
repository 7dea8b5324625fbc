/** What the way to the address shows, from the host of the checker. */
import type { AddressProbe, Endpoint, TlsEvidence } from '../result/network.ts';
import { failed, notVerifiable, passed } from './item.ts';
import type { Item, Plan } from './planFile.ts';

type Model = Plan['model'];

/** From the name to the transport handshake; each item shows the worst of all IPs. */
export function networkItems(probe: AddressProbe | undefined, model: Model): Item[] {
  const endpoints = probe?.endpoints ?? [];
  const certificates = endpoints.flatMap(evidenceOf);
  return [
    nameItem(probe),
    stepItem(
      'tcp',
      endpoints.map(({ tcp }) => tcp),
      FIXES.tcp,
    ),
    tlsItem(endpoints),
    trustItem(certificates),
    sanItem(certificates),
    serverUsageItem(certificates),
    portKindItem(certificates, model),
    stepItem(
      'transport-handshake',
      endpoints.map(({ transport }) => transport),
      FIXES.transport,
    ),
  ];
}

const FIXES = {
  tcp: 'open the way to this address for every local node, or correct --to',
  tls: 'enable TLS on this port of the remote, or correct --to',
  transport: 'give --to the transport port, or that of the remote cluster server, not HTTP',
} as const;

function nameItem(probe: AddressProbe | undefined): Item {
  if (probe === undefined || probe.dns.outcome === 'not-measured')
    return notVerifiable('name', 'not measured', 'look the name up on every local node');
  const { dns } = probe;
  if (dns.outcome === 'failed')
    return failed('name', dns.message, 'add the name to DNS, or correct --to');
  const ips = dns.evidence.ips.map(({ ip }) => ip).join(', ');
  return passed('name', dns.evidence.lookedUp ? `the name stands for ${ips}` : `${ips} is an IP`);
}

type Step = Endpoint['tcp'] | Endpoint['tls'] | Endpoint['transport'];

function stepItem(id: string, steps: readonly Step[], fix: string): Item {
  for (const step of steps)
    if (step.outcome === 'failed') return failed(id, `${step.failure}: ${step.message}`, fix);
  const missing = steps.find((step) => step.outcome === 'not-measured');
  if (steps.length > 0 && missing === undefined) return passed(id, 'answered at every IP');
  const why = missing?.outcome === 'not-measured' ? missing.why : 'no IP to connect to';
  return notVerifiable(id, why, 'repair the items above that failed, then plan again');
}

/** A peer that refuses the checker for want of a certificate does speak TLS. */
function tlsItem(endpoints: readonly Endpoint[]): Item {
  const steps = endpoints.map(({ tls }) => tls);
  const others = steps.filter(
    (step) => step.outcome !== 'failed' || step.failure !== 'client-certificate-rejected',
  );
  if (steps.length > 0 && others.length === 0)
    return notVerifiable('tls', 'the port wants a client certificate that it trusts', CLIENT);
  return stepItem('tls', others, FIXES.tls);
}

const CLIENT = 'give transportTls.certificate and key of the alias in the registry';

function evidenceOf({ tls }: Endpoint): TlsEvidence[] {
  return tls.outcome === 'not-measured' || tls.evidence === undefined ? [] : [tls.evidence];
}

const NO_TLS = 'no TLS handshake was seen';
const SHOW = 'openssl s_client -connect HOST:PORT -showcerts, on a local node';

function trustItem(certificates: readonly TlsEvidence[]): Item {
  const wrong = certificates.find(({ trust }) => trust === 'untrusted');
  if (wrong !== undefined)
    return failed(
      'trust',
      `the chain is not trusted: ${wrong.trustError ?? 'no reason was given'}`,
      'add the CA of the remote to the trusted CAs of every local node',
    );
  const isJudged = certificates.length > 0 && certificates.every((one) => one.trust === 'trusted');
  return isJudged
    ? passed('trust', 'the chain leads to the CA of the registry; compare it with the local nodes')
    : notVerifiable(
        'trust',
        certificates.length === 0 ? NO_TLS : 'the registry gives no transportTls.ca',
        `give transportTls.ca of the alias in the registry, as on the local nodes; or ${SHOW}`,
      );
}

function sanItem(certificates: readonly TlsEvidence[]): Item {
  if (certificates.length === 0) return notVerifiable('certificate-name', NO_TLS, SHOW);
  const wrong = certificates.find(({ nameMatches }) => !nameMatches);
  if (wrong === undefined)
    return passed('certificate-name', 'the certificate names the host or the server name');
  const names = wrong.chain[0]?.subjectAltNames.join(', ') || 'nothing';
  return failed(
    'certificate-name',
    `the certificate names ${names}`,
    'use a name of the certificate in --to (or --server-name), or issue a certificate anew',
  );
}

const SERVER_USAGE = '1.3.6.1.5.5.7.3.1';

function serverUsageItem(certificates: readonly TlsEvidence[]): Item {
  const leaves = certificates.flatMap(({ chain }) => chain[0] ?? []);
  if (leaves.length === 0) return notVerifiable('server-key-usage', NO_TLS, SHOW);
  const wrong = leaves.find(
    ({ extendedKeyUsage }) => extendedKeyUsage?.includes(SERVER_USAGE) === false,
  );
  return wrong === undefined
    ? passed('server-key-usage', 'the certificate of the remote may be used by a server')
    : failed(
        'server-key-usage',
        `the certificate is limited to ${wrong.extendedKeyUsage?.join(', ')}`,
        'issue the certificate of the remote with serverAuth too',
      );
}

function portKindItem(certificates: readonly TlsEvidence[], model: Model): Item {
  const answers = certificates.map(({ clientCertificate }) => clientCertificate);
  if (answers.length === 0 || answers.includes('unknown'))
    return notVerifiable('port-kind', 'the port did not show its kind', KIND);
  const asks = answers.some((answer) => answer !== 'not-requested');
  if (asks === (model === 'certificate')) return passed('port-kind', asks ? ASKS : ASKS_NOT);
  return asks
    ? failed('port-kind', ASKS, 'give --to the remote cluster server, by default 9443')
    : failed('port-kind', ASKS_NOT, 'give --to the transport port, by default 9300');
}

const ASKS_NOT = 'it asks for no client certificate, as remote cluster servers do';
const ASKS = 'it asks for a client certificate, as transport ports do';
const KIND = 'compare --to with transport_address and remote_cluster_server of the remote nodes';
