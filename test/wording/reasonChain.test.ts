import { expect, test } from 'vitest';
import { reasonChain } from '../../lib/wording/reasonChain.ts';

const REFUSED = [
  { type: 'connect_transport_exception', reason: '[][127.0.0.2:9300] connect_exception' },
  { type: 'annotated_connect_exception', reason: 'Connection refused: localhost/127.0.0.2:9300' },
  { type: 'connect_exception', reason: 'Connection refused' },
];
const RESTRICTED =
  'Certificate for CN=es-0 with fields [a] with values [b] does not match the trusted names [c]';

test('the innermost text that says something leads, with the address that is put around it', () => {
  expect(reasonChain(REFUSED)).toEqual({
    reasons: REFUSED,
    lead: 'Connection refused: localhost/127.0.0.2:9300',
    meaning: 'connection-refused',
  });
});

test('a text that is there with and without the Java class stands once, by its inner name', () => {
  expect(
    reasonChain([
      {
        type: 'no_seed_node_left_exception',
        reason: 'Unable to open any proxy connections to cluster [dr]',
      },
      { type: 'decoder_exception', reason: `javax.net.ssl.SSLHandshakeException: ${RESTRICTED}` },
      { type: 'ssl_handshake_exception', reason: RESTRICTED },
    ]),
  ).toEqual({
    reasons: [
      {
        type: 'no_seed_node_left_exception',
        reason: 'Unable to open any proxy connections to cluster [dr]',
      },
      { type: 'ssl_handshake_exception', reason: RESTRICTED },
    ],
    lead: RESTRICTED,
    meaning: 'trust-restrictions',
  });
});

test('nested exceptions of Java are taken apart', () => {
  const text =
    'RemoteTransportException[[es-1][10.0.0.1:9300][indices:data/read/search]]; nested: ConnectTransportException; nested: ' +
    'CircuitBreakingException[[parent] Data too large, data for [<transport_request>]]; ';
  expect(reasonChain(text)).toEqual({
    reasons: [
      {
        type: 'remote_transport_exception',
        reason: '[es-1][10.0.0.1:9300][indices:data/read/search]',
      },
      { type: 'connect_transport_exception', reason: '' },
      {
        type: 'circuit_breaking_exception',
        reason: '[parent] Data too large, data for [<transport_request>]',
      },
    ],
    lead: '[parent] Data too large, data for [<transport_request>]',
    meaning: 'remote-overloaded',
  });
});

test.each([
  [
    'java.lang.IllegalArgumentException: unknown host [es.invalid]',
    'illegal_argument_exception',
    'unknown host [es.invalid]',
  ],
  [
    'io.netty.channel.AbstractChannel$AnnotatedConnectException: Connection refused: /10.0.0.1:9300',
    'annotated_connect_exception',
    'Connection refused: /10.0.0.1:9300',
  ],
  ['java.nio.channels.UnresolvedAddressException', 'unresolved_address_exception', ''],
  [
    'PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find',
    '',
    'PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find',
  ],
])('the name of the exception is taken off the text: %s', (text, type, reason) => {
  expect(reasonChain(text).reasons).toEqual([{ type, reason }]);
});

test('an exception without a text leads by its name', () => {
  expect(reasonChain('java.nio.channels.UnresolvedAddressException')).toMatchObject({
    lead: 'unresolved_address_exception',
    meaning: 'name-not-resolved',
  });
});

test('where nothing is known, the innermost that does not merely wrap leads', () => {
  const reasons = [
    { type: 'x', reason: 'Something new of another release' },
    { type: 'y', reason: 'all shards failed' },
  ];
  expect(reasonChain(reasons)).toMatchObject({
    lead: 'Something new of another release',
    meaning: undefined,
  });
});

test('a chain of wrappers leads by its innermost', () => {
  expect(reasonChain('Unable to connect to [dr]')).toMatchObject({
    lead: 'Unable to connect to [dr]',
    meaning: 'wrapper',
  });
});

test('nothing said has no lead', () => {
  expect(reasonChain([])).toEqual({ reasons: [], lead: undefined, meaning: undefined });
  expect(reasonChain('')).toEqual({ reasons: [], lead: undefined, meaning: undefined });
});

const OPEN = 'Unable to open any connections to remote cluster [dr]';
const PROXY = 'Unable to open any proxy connections to cluster [dr]';

test.each([
  [
    'cluster-name-mismatch',
    [
      OPEN,
      'handshake with [{dr#10.0.0.1:9300}{kV}] failed: remote cluster name [billing] does not match expected remote cluster name [archive]',
    ],
  ],
  [
    'cluster-name-mismatch',
    [
      PROXY,
      '[dr#10.0.0.1:9300][10.0.0.1:9300] handshake failed. unexpected remote cluster name Cluster [billing]',
    ],
  ],
  [
    'another-node-at-address',
    [OPEN, '[es-1][10.0.0.1:9300] handshake failed. unexpected remote node {es-2}{b}{c}'],
  ],
  [
    'credentials-missing',
    ['missing authentication credentials for action [internal:transport/handshake]'],
  ],
  [
    'name-not-resolved',
    [
      'unknown host [https://my-deploy.invalid]',
      'https://my-deploy.invalid: Name or service not known',
    ],
  ],
  [
    'connection-reset',
    [
      'error while communicating with remote cluster [dr]',
      '[os-1][127.0.0.9:9300][indices:data/read/search] disconnected',
    ],
  ],
  [
    'certificate-untrusted',
    [
      PROXY,
      '[dr#10.0.0.1:9300][10.0.0.1:9300] general node connection failure',
      'PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target',
    ],
  ],
  [
    'api-key-expired',
    [
      'unable to authenticate with provided credentials and anonymous access is not allowed for this request',
      'API key: api key is expired',
    ],
  ],
])('%s leads %j', (meaning, texts) => {
  const chain = reasonChain(texts.map((reason) => ({ type: 'exception', reason })));
  expect(chain).toMatchObject({ meaning, lead: texts.at(-1) });
});
