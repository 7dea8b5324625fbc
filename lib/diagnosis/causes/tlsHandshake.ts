/** The two sides find no common TLS version or cipher, or end the handshake without a reason. */
import { type Cause, type Circumstances, DOCUMENTATION, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { address, say, type } from '../stepBuilders.ts';
import { onTheWire, said } from '../wireRules.ts';

const SETTINGS = prose`
  With API keys, the settings begin with xpack.security.remote_cluster_client.ssl on the local nodes
  and xpack.security.remote_cluster_server.ssl on the remote nodes. With certificates, both begin
  with xpack.security.transport.ssl.`;

function tryWith(...options: readonly string[]) {
  return (given: Circumstances) =>
    options.map((option) =>
      type('local-node-shell', `openssl s_client -connect ${address(given)} ${option} </dev/null`),
    );
}

export const TLS_HANDSHAKE = {
  'tls-version-mismatch': {
    title: 'The two sides have no common TLS version',
    meaning: prose`
      The local nodes and the remote allow no common version of TLS, so no connection opens. Searches
      fail or skip this remote, and followers stop reading.`,
    verify: tryWith('-tls1_2', '-tls1_3'),
    fix: () => [
      say(prose`
        Let ssl.supported_protocols of both sides overlap: TLSv1.3 and TLSv1.2 are the defaults. A
        proxy that ends TLS has to allow one of them, too.`),
      say(SETTINGS),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: said('tls-version-mismatch'), wire: onTheWire('tls-version-mismatch') },
  },
  'tls-cipher-mismatch': {
    title: 'The two sides have no common cipher suite',
    meaning: prose`
      The local nodes and the remote allow no common cipher suite, so no connection opens. Searches
      fail or skip this remote, and followers stop reading.`,
    verify: tryWith('-tls1_2', '-tls1_3'),
    fix: () => [
      say(prose`
        Let ssl.cipher_suites of both sides overlap; without the setting they do. The type of the
        remote's private key has to fit the suites, too.`),
      say(SETTINGS),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: said('tls-cipher-mismatch'), wire: onTheWire('tls-cipher-mismatch') },
  },
  'tls-handshake-failed': {
    title: 'The remote ends the TLS handshake',
    meaning: prose`
      The remote sends the TLS alert that the evidence names and gives no other reason. With
      handshake_failure there is no common cipher suite, or the remote wants a client certificate.`,
    verify: tryWith('-showcerts'),
    fix: () => [
      say('The log of the remote node, or of the proxy, at that time says why. Fix that.'),
      say(SETTINGS),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    // Weaker than what the port itself shows: many servers end a handshake so.
    when: { weak: said('tls-handshake-failed'), wire: onTheWire('tls-handshake-failed') },
  },
} as const satisfies Record<CodesOf<'tlsHandshake'>, Cause>;
