/** What one probed address shows by itself: the fault on the wire, if there is one. */
import type { Registration } from '../facts/registration.ts';
import type {
  AddressProbe,
  Certificate,
  DnsStep,
  Endpoint,
  TcpStep,
  TlsEvidence,
  TlsStep,
  TransportStep,
} from '../result/network.ts';
import type { CauseCode } from './codes.ts';

export interface Fault {
  readonly code: CauseCode;
  /** `host:port`, with the IP if the name has several. */
  readonly subject: string;
  readonly evidence: string;
  /** Only the name in the certificate is wrong. */
  readonly aboutName?: true;
  /** What evidence in other words of the same fault contains. */
  readonly core?: readonly string[];
}

/** How a step of a probe can fail: a failure that a table below lacks does not compile. */
type FailureOf<S> = S extends { readonly failure: infer F extends string } ? F : never;
type CauseOf<S> = Readonly<Record<FailureOf<S>, CauseCode>>;

const DNS_FAULTS = {
  'name-not-resolved': 'name-not-resolved',
  'timed-out': 'name-not-resolved',
  other: 'name-not-resolved',
} as const satisfies CauseOf<DnsStep>;

const TCP_FAULTS = {
  refused: 'connection-refused',
  'timed-out': 'connection-timed-out',
  'no-route': 'no-route',
  reset: 'connection-reset',
  other: 'no-route',
} as const satisfies CauseOf<TcpStep>;

const TLS_FAULTS = {
  'not-tls': 'not-elasticsearch',
  closed: 'connection-reset',
  reset: 'connection-reset',
  'timed-out': 'silent-peer',
  'client-certificate-rejected': 'client-certificate-rejected',
  'unrecognized-name': 'wrong-server-name',
  alert: 'tls-handshake-failed',
  other: 'connection-reset',
} as const satisfies CauseOf<TlsStep>;

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
} as const satisfies CauseOf<TransportStep>;

/** The faults of every IP of one address; none if the wire can be walked to the end. */
export function faultsOf(probe: AddressProbe, registration: Registration, now: Date): Fault[] {
  const { address, dns, endpoints } = probe;
  if (dns.outcome === 'failed')
    return [
      { code: DNS_FAULTS[dns.failure], subject: address, evidence: `${address}: ${dns.message}` },
    ];
  return endpoints.flatMap((endpoint) => {
    const subject = endpoints.length > 1 ? `${address} (${endpoint.ip})` : address;
    return endpointFaults(endpoint, registration, now).map((fault) => {
      return {
        ...fault,
        subject,
        evidence: `${subject}: ${withoutAddress(fault.evidence, subject)}`,
      };
    });
  });
}

/** Node ends its messages with the address, which is new only if the subject is a name. */
function withoutAddress(message: string, subject: string): string {
  const end = ` ${subject}`;
  return message.endsWith(end) ? message.slice(0, -end.length) : message;
}

type Bare = Omit<Fault, 'subject'>;

function endpointFaults(endpoint: Endpoint, registration: Registration, now: Date): Bare[] {
  const { tcp, tls, transport } = endpoint;
  if (tcp.outcome === 'failed') return [{ code: TCP_FAULTS[tcp.failure], evidence: tcp.message }];
  const evidence = tls.outcome === 'not-measured' ? undefined : tls.evidence;
  const certificates = evidence === undefined ? [] : certificateFaults(evidence, registration, now);
  const speech = speechFaults(endpoint, registration);
  const hungUp =
    transport.outcome === 'failed' &&
    (transport.failure === 'closed' || transport.failure === 'reset');
  if (transport.outcome === 'ok' || (hungUp && speech.length > 0))
    return [...speech, ...certificates];
  if (
    transport.outcome === 'failed' &&
    !(transport.failure === 'closed' && tls.outcome === 'failed')
  )
    return [
      ...certificates,
      { code: TRANSPORT_FAULTS[transport.failure], evidence: transport.message },
    ];
  if (tls.outcome === 'failed')
    return [...certificates, { code: tlsFault(tls, registration), evidence: tls.message }];
  return certificates;
}

/** In the words of OpenSSL; the numbers are those of the alerts. */
const NO_COMMON = [
  ['tls-version-mismatch', /\balert 70\b|unsupported protocol|no protocols available/],
  ['tls-cipher-mismatch', /\balert 71\b|no shared cipher|no ciphers available/],
] as const satisfies readonly (readonly [CauseCode, RegExp])[];

type FailedTls = Extract<TlsStep, { outcome: 'failed' }>;

/** A layer 4 proxy that routes by SNI hangs up on server names that it does not know. */
function tlsFault({ failure, message }: FailedTls, { mode, serverName }: Registration): CauseCode {
  const [code] = NO_COMMON.find(([, words]) => words.test(message)) ?? [];
  if (code !== undefined) return code;
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

function certificateFaults(evidence: TlsEvidence, registration: Registration, now: Date): Bare[] {
  if (registration.verificationMode === 'none') return [];
  const expired = evidence.chain.find(({ notAfter }) => new Date(notAfter) < now);
  const early = evidence.chain.find(({ notBefore }) => new Date(notBefore) > now);
  const faults: Bare[] = [];
  if (expired !== undefined)
    faults.push({
      code: 'certificate-expired',
      evidence: expiredText(expired),
      core: [expired.subject, expired.notAfter.slice(0, 10)],
    });
  else if (early !== undefined)
    faults.push({ code: 'certificate-not-yet-valid', evidence: earlyText(early) });
  else if (evidence.trust === 'untrusted') faults.push(trustFault(evidence));
  if (!evidence.nameMatches && registration.verificationMode === 'full')
    faults.push(nameFault(evidence, registration));
  return faults;
}

function expiredText({ subject, notAfter }: Certificate): string {
  return `certificate ${subject} expired on ${notAfter.slice(0, 10)}`;
}

function earlyText({ subject, notBefore }: Certificate): string {
  return `certificate ${subject} is valid only from ${notBefore.slice(0, 16)}Z on`;
}

/** OpenSSL's words for a certificate that may not do what it does in the chain. */
const WRONG_USAGE = /purpose/i;
const WEAK_ALGORITHM = /too[ _](?:weak|small)/i;

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

function isForServers(leaf: Certificate | undefined): boolean {
  return leaf?.extendedKeyUsage === undefined || leaf.extendedKeyUsage.includes(SERVER_AUTH);
}

function trustFault({ chain, trustError = '' }: TlsEvidence): Bare {
  const leaf = `${chain[0]?.subject}, issued by ${chain[0]?.issuer},`;
  if (WEAK_ALGORITHM.test(trustError))
    return {
      code: 'certificate-algorithm-refused',
      evidence: `certificate of ${leaf} has a weak signature or key (${trustError})`,
    };
  if (WRONG_USAGE.test(trustError) && chain.length > 1 && isForServers(chain[0]))
    return {
      code: 'certificate-chain-invalid',
      evidence: `${chain[0]?.issuer} may not issue the certificate of ${chain[0]?.subject} (${trustError})`,
    };
  if (WRONG_USAGE.test(trustError))
    return {
      code: 'certificate-wrong-usage',
      evidence: `certificate of ${leaf} is not for TLS servers (${trustError})`,
    };
  const issuer = issuerNotSent(chain);
  const missing =
    issuer === undefined
      ? ''
      : `; the peer does not send the certificate of ${issuer}: an intermediate CA, or an unknown root CA`;
  return {
    code: 'certificate-untrusted',
    evidence: `certificate of ${leaf} does not lead to the configured CA (${trustError})${missing}`,
  };
}

/** The CA above the last certificate that the peer sends; undefined if that is a root. */
export function issuerNotSent(chain: readonly Certificate[]): string | undefined {
  const last = chain.at(-1);
  return last === undefined || last.subject === last.issuer ? undefined : last.issuer;
}

function nameFault({ chain }: TlsEvidence, { mode, serverName }: Registration): Bare {
  const listed = chain[0]?.subjectAltNames.join(', ') || 'no names at all';
  const names = `the certificate is for ${listed}`;
  return mode === 'proxy' && serverName !== undefined
    ? {
        code: 'wrong-server-name',
        aboutName: true,
        evidence: `${names}, not for the server name ${serverName}`,
      }
    : {
        code: 'certificate-name-mismatch',
        aboutName: true,
        evidence: `${names}, not for this address`,
      };
}
