/** Lists of messages: one line for each text, with the classes that contain it. */
import { unzipSync } from 'fflate';
import { stringConstants } from './classFile.ts';

export interface Message {
  /** `{}` and `%s` mark values. A message may consist of several texts. */
  readonly text: string;
  /** Class names without packages and without inner classes. */
  readonly classes: readonly string[];
}

/** Path of a class file, with `/` and `.class` → its bytes. */
export type Classes = Iterable<readonly [path: string, bytes: Uint8Array]>;

/**
 * The classes that process a cross-cluster request: connection, handshake, TLS, authentication,
 * refusal.
 */
const ON_THE_WAY = new RegExp(
  `^org/elasticsearch/(?:${[
    'transport/',
    'action/admin/indices/resolve/',
    'action/search/(?:AbstractSearchAsyncAction|TransportSearchAction)',
    'action/search/SearchPhaseExecutionException',
    'action/support/single/shard/TransportSingleShardAction',
    'cluster/block/ClusterBlockException',
    'common/breaker/',
    'common/ssl/',
    'common/util/concurrent/EsRejectedExecution',
    'index/IndexNotFoundException',
    'indices/breaker/',
    'license/(?:LicenseUtils|RemoteClusterLicenseChecker)',
    'node/NodeClosedException',
    'rest/(?:BaseRestHandler|RestController)',
    'xpack/core/security/authc/(?:CrossCluster|DefaultAuthenticationFailureHandler)',
    'xpack/core/security/support/Exceptions',
    'xpack/core/security/transport/',
    'xpack/core/ssl/',
    'xpack/security/authc/(?:ApiKey|Authenticat|CrossCluster|RealmsAuthenticator)',
    'xpack/security/authc/(?:RemoteCluster|support/)',
    'xpack/security/authz/(?:AuthorizationDenialMessages|AuthorizationService)',
    'xpack/security/support/SecurityIndexManager',
    'xpack/security/transport/',
  ].join('|')})`,
);

/** Netty classes that end a connection or a TLS handshake. */
const NETTY = new RegExp(
  `^io/netty/(?:${[
    'channel/(?:AbstractChannel|ConnectTimeoutException|nio/AbstractNioChannel)[.$]',
    'channel/unix/Errors[.$]',
    'handler/ssl/(?:NotSslRecord|SslHandler|SslHandshake|SslClosedEngine)',
  ].join('|')})`,
);

/** JDK classes that end a connection or a TLS handshake. The other classes only log. */
const JDK = new RegExp(
  `^(?:${[
    'sun/security/ssl/(?:AbstractTrustManagerWrapper|Alert|CertificateMessage|ClientHello)',
    'sun/security/ssl/(?:HandshakeContext|ServerHello|SSLEngineInputRecord|SSLTransport)',
    'sun/security/ssl/(?:SupportedVersionsExtension|TransportContext|X509TrustManagerImpl)',
    'sun/security/validator/',
    'sun/security/provider/certpath/(?:Algorithm|Basic|Constraints|Key|Untrusted)Checker',
    'sun/security/provider/certpath/(?:PKIX|SunCertPathBuilder)',
    'sun/security/util/(?:HostnameChecker|DisabledAlgorithmConstraints)',
    'sun/security/x509/CertificateValidity',
    'sun/nio/ch/(?:Net|SocketChannelImpl)',
  ].join('|')})[.$\\w]*$`,
);

/** Alerts are single words, such as `unknown_ca`. No other single word is a message. */
const ALERT = /^[a-z]+(?:_[a-z]+)+$/;
const SHORTEST = 9;

/** Classes of a jar that process a cross-cluster request. */
export function classesOfJar(jar: Uint8Array): Classes {
  return Object.entries(unzipSync(jar, { filter: ({ name }) => isOnTheWay(name) }));
}

function isOnTheWay(path: string): boolean {
  return path.endsWith('.class') && (ON_THE_WAY.test(path) || NETTY.test(path));
}

/** True if the list contains texts of this JDK class, such as `sun/security/ssl/Alert.class`. */
export function isListedInJdk(path: string): boolean {
  return JDK.test(path);
}

/** Sorted by text, each text once. */
export function messagesOf(classes: Classes): Message[] {
  const found = new Map<string, Set<string>>();
  for (const [path, bytes] of classes) {
    const name = nameOf(path);
    for (const text of stringConstants(bytes).map(printed)) {
      if (isMessage(text, name)) found.set(text, (found.get(text) ?? new Set()).add(name));
    }
  }
  return [...found.keys()].sort().map((text) => {
    return { text, classes: [...(found.get(text) ?? [])].sort() };
  });
}

function nameOf(path: string): string {
  const [name = ''] = path.slice(path.lastIndexOf('/') + 1).split(/[.$]/);
  return name;
}

function printed(constant: string): string {
  return constant.replaceAll('\u0001', '{}').replaceAll('\n', '\\n').replaceAll('\t', ' ');
}

function isMessage(text: string, name: string): boolean {
  if (name === 'Alert' && ALERT.test(text)) return true;
  return text.trimStart().includes(' ') && text.length >= SHORTEST;
}

/** A list in its committed form: text, tab, classes. */
export function writeList(messages: readonly Message[]): string {
  return messages.map(({ text, classes }) => `${text}\t${classes.join(',')}\n`).join('');
}

/** Parses the output of `writeList`. */
export function readList(list: string): Message[] {
  return list
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [text = '', classes = ''] = line.split('\t');
      return { text, classes: classes.split(',') };
    });
}
