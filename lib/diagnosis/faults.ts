/** What one probed address tells by itself: the fault on the wire, if there is one. */
import type { Registration } from '../facts/facts.ts';
import type { AddressProbe, Certificate, Endpoint, TlsEvidence } from '../result/network.ts';
import type { CauseCode } from './catalogue/catalogue.ts';

export interface Fault {
  readonly code: CauseCode;
  /** `host:port`, with the IP where the name has several. */
  readonly subject: string;
  readonly evidence: string;
  /**
   * Only the name on the certificate is wrong: it matters where the local nodes look at names,
   * which Elasticsearch does not show.
   */
  readonly aboutName?: true;
}

const TCP_FAULTS = {
  refused: 'connection-refused',
  'timed-out': 'connection-timed-out',
  'no-route': 'no-route',
  reset: 'connection-reset',
  other: 'no-route',
} as const satisfies Record<string, CauseCode>;

const TRANSPORT_FAULTS = {
  closed: 'connection-reset',
  reset: 'connection-reset',
  'timed-out': 'silent-peer',
  http: 'http-port',
  'elasticsearch-http': 'http-port',
  'tls-record': 'tls-expected',
  'not-elasticsearch': 'not-elasticsearch',
  'error-answer': 'not-elasticsearch',
  other: 'not-elasticsearch',
} as const satisfies Record<string, CauseCode>;

const TLS_FAULTS = {
  'not-tls': 'not-elasticsearch',
  closed: 'connection-reset',
  reset: 'connection-reset',
  'timed-out': 'silent-peer',
  'client-certificate-rejected': 'client-certificate-rejected',
  'unrecognized-name': 'wrong-server-name',
  alert: 'connection-reset',
  other: 'connection-reset',
} as const satisfies Record<string, CauseCode>;

/** The faults of every IP of one address, none where the wire can be walked to the end. */
export function faultsOf(probe: AddressProbe, registration: Registration, now: Date): Fault[] {
  if (probe.dns.outcome === 'failed')
    return [
      {
        code: 'name-not-resolved',
        subject: probe.address,
        evidence: `${probe.address}: ${probe.dns.message}`,
      },
    ];
  return probe.endpoints.flatMap((endpoint) => {
    const subject =
      probe.endpoints.length > 1 ? `${probe.address} (${endpoint.ip})` : probe.address;
    return endpointFaults(endpoint, registration, now).map((fault) => {
      return {
        ...fault,
        subject,
        evidence: `${subject}: ${withoutAddress(fault.evidence, subject)}`,
      };
    });
  });
}

/** Node ends its messages with the address, which is new only where the subject is a name. */
function withoutAddress(message: string, subject: string): string {
  const end = ` ${subject}`;
  return message.endsWith(end) ? message.slice(0, -end.length) : message;
}

type Bare = Omit<Fault, 'subject'>;

function endpointFaults(endpoint: Endpoint, registration: Registration, now: Date): Bare[] {
  const { tcp, tls, transport } = endpoint;
  if (tcp.outcome === 'failed') return [{ code: TCP_FAULTS[tcp.failure], evidence: tcp.message }];
  const evidence = tls.outcome === 'not-measured' ? undefined : tls.evidence;
  const certificateFaults = evidence === undefined ? [] : tlsFaults(evidence, registration, now);
  const speech = speechFaults(endpoint, registration);
  const hungUp =
    transport.outcome === 'failed' &&
    (transport.failure === 'closed' || transport.failure === 'reset');
  if (transport.outcome === 'ok' || (hungUp && speech.length > 0))
    return [...speech, ...certificateFaults];
  if (
    transport.outcome === 'failed' &&
    !(transport.failure === 'closed' && tls.outcome === 'failed')
  )
    return [
      ...certificateFaults,
      { code: TRANSPORT_FAULTS[transport.failure], evidence: transport.message },
    ];
  if (tls.outcome === 'failed')
    return [
      ...certificateFaults,
      { code: tlsFault(tls.failure, registration), evidence: tls.message },
    ];
  return certificateFaults;
}

/** A layer 4 proxy that routes by SNI hangs up on server names it does not know. */
function tlsFault(failure: keyof typeof TLS_FAULTS, { mode, serverName }: Registration): CauseCode {
  const hungUp = failure === 'closed' || failure === 'reset' || failure === 'alert';
  return hungUp && mode === 'proxy' && serverName !== undefined
    ? 'wrong-server-name'
    : TLS_FAULTS[failure];
}

function speechFaults({ speaks }: Endpoint, { transportTls }: Registration): Bare[] {
  if (speaks === 'plain' && transportTls === true)
    return [
      {
        code: 'plaintext-expected',
        evidence: 'speaks plain text, but the local nodes connect with TLS',
      },
    ];
  if (speaks === 'tls' && transportTls === false)
    return [
      { code: 'tls-expected', evidence: 'speaks TLS, but the local nodes connect in plain text' },
    ];
  return [];
}

function tlsFaults(evidence: TlsEvidence, registration: Registration, now: Date): Bare[] {
  if (registration.verificationMode === 'none') return [];
  const expired = evidence.chain.find(({ notAfter }) => new Date(notAfter) < now);
  const faults: Bare[] = [];
  if (expired !== undefined)
    faults.push({ code: 'certificate-expired', evidence: expiredText(expired) });
  else if (evidence.trust === 'untrusted')
    faults.push({
      code: 'certificate-untrusted',
      evidence: `certificate of ${issuerOf(evidence)} does not lead to the configured CA (${evidence.trustError})`,
    });
  if (!evidence.nameMatches && registration.verificationMode === 'full')
    faults.push(nameFault(evidence, registration));
  return faults;
}

function expiredText({ subject, notAfter }: Certificate): string {
  return `certificate ${subject} expired on ${notAfter.slice(0, 10)}`;
}

function issuerOf({ chain }: TlsEvidence): string {
  return `${chain[0]?.subject}, issued by ${chain[0]?.issuer},`;
}

function nameFault({ chain }: TlsEvidence, { mode, serverName }: Registration): Bare {
  const names = chain[0]?.subjectAltNames.join(', ') || 'no names at all';
  if (mode === 'proxy' && serverName !== undefined)
    return {
      code: 'wrong-server-name',
      aboutName: true,
      evidence: `the certificate is for ${names}, not for the server name ${serverName}`,
    };
  return {
    code: 'certificate-name-mismatch',
    aboutName: true,
    evidence: `the certificate is for ${names}, not for this address`,
  };
}
