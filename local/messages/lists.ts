/** Lists of messages: a line for each text, with the classes that hold it. */
import { unzipSync } from 'fflate';
import { stringConstants } from './classFile.ts';

export interface Message {
  /** `{}` and `%s` stand for values; a message may be put together from several texts. */
  readonly text: string;
  /** Without package, and without the names of inner classes. */
  readonly classes: readonly string[];
}

/** Path of a class file, with `/` and `.class` → its bytes. */
export type Classes = Iterable<readonly [path: string, bytes: Uint8Array]>;

/** What a cross-cluster request passes: connection, handshake, TLS, authentication, refusal. */
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

/** Of netty, what ends a connection or a TLS handshake. */
const NETTY = new RegExp(
  `^io/netty/(?:${[
    'channel/(?:AbstractChannel|ConnectTimeoutException|nio/AbstractNioChannel)[.$]',
    'channel/unix/Errors[.$]',
    'handler/ssl/(?:NotSslRecord|SslHandler|SslHandshake|SslClosedEngine)',
  ].join('|')})`,
);

/** Of the JDK, what ends a TLS handshake or a connection; the other classes only log. */
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

/** Alerts are names, such as `unknown_ca`; everything else that is one word is no message. */
const ALERT = /^[a-z]+(?:_[a-z]+)+$/;
const SHORTEST = 9;

/** The classes of a jar that stand on the way of a cross-cluster request. */
export function classesOfJar(jar: Uint8Array): Classes {
  return Object.entries(unzipSync(jar, { filter: ({ name }) => isOnTheWay(name) }));
}

function isOnTheWay(path: string): boolean {
  return path.endsWith('.class') && (ON_THE_WAY.test(path) || NETTY.test(path));
}

/** Whether a class of the JDK, such as `sun/security/ssl/Alert.class`, has texts for the list. */
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

/** A list as it is committed: text, tab, classes. */
export function writeList(messages: readonly Message[]): string {
  return messages.map(({ text, classes }) => `${text}\t${classes.join(',')}\n`).join('');
}

/** Reads what `writeList` wrote. */
export function readList(list: string): Message[] {
  return list
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [text = '', classes = ''] = line.split('\t');
      return { text, classes: classes.split(',') };
    });
}
