/** What a closer look at an address found that gave no usable answer of Elasticsearch. */

/** One certificate that the peer presents. */
export interface PresentedCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** Subject alternative names, as Node lists them: `DNS:es-1, IP Address:10.0.0.1`. */
  readonly names: string;
  /** SHA-256, upper-case hex pairs joined with colons. */
  readonly fingerprint: string;
  readonly notAfter: Date;
}

/** What the peer did when it was asked `GET /` without credentials. */
export type Reaction =
  | {
      readonly kind: 'http';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      /** Its first 4096 characters. */
      readonly body: string;
    }
  /** Bytes that are not HTTP, as text. */
  | { readonly kind: 'bytes'; readonly text: string }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

export interface Knock {
  /**
   * From the certificate of the server upwards, as far as each signature holds; empty without TLS.
   */
  readonly chain: readonly PresentedCertificate[];
  readonly reaction: Reaction;
}

export interface SecondLook {
  readonly url: string;
  /** With the scheme of the URL. */
  readonly asGiven: Knock;
  /** With http for https, and the other way round. */
  readonly otherScheme: Knock;
}

/** A product other than Elasticsearch, with its version if it says so. */
export type Product =
  | 'elasticsearch'
  | 'kibana'
  | 'logstash'
  | 'opensearch'
  | 'opensearch-dashboards'
  | 'transport-port'
  | 'proxy'
  | 'unknown';

const TRANSPORT_PORT = /This is not a HTTP port|This is not an HTTP port|^ES\0\0/;

/** Who answers, by headers and body. A page or a redirect is what proxies answer with. */
export function productOf({ reaction }: Knock): Product | undefined {
  if (reaction.kind === 'failed') return undefined;
  if (reaction.kind === 'bytes')
    return TRANSPORT_PORT.test(reaction.text) ? 'transport-port' : 'unknown';
  const { headers, body, status } = reaction;
  const signs: readonly (readonly [boolean, Product])[] = [
    [headers['x-elastic-product'] === 'Elasticsearch', 'elasticsearch'],
    [TRANSPORT_PORT.test(body), 'transport-port'],
    ['osd-name' in headers, 'opensearch-dashboards'],
    ['kbn-name' in headers || 'kbn-license-sig' in headers, 'kibana'],
    [/Kibana server is not ready yet/.test(body), 'kibana'],
    [isOpenSearch(headers, body), 'opensearch'],
    [/"pipeline"\s*:\s*\{\s*"workers"/.test(body), 'logstash'],
    [/^\s*(?:<!doctype|<html)/i.test(body) || (status >= 300 && status < 400), 'proxy'],
  ];
  return signs.find(([isSo]) => isSo)?.[1] ?? 'unknown';
}

function isOpenSearch(headers: Readonly<Record<string, string>>, body: string): boolean {
  const challenge = headers['www-authenticate'] ?? '';
  return /OpenSearch Security/i.test(challenge) || /"distribution"\s*:\s*"opensearch"/.test(body);
}

/** As `GET /` names it: `2.19.1`. */
export function versionIn(body: string): string | undefined {
  return /"number"\s*:\s*"([\w.-]{1,40})"/.exec(body)?.[1];
}

/** Whether something spoke HTTP or TLS, in whatever way. */
export function isReaction(knock: Knock): boolean {
  return knock.chain.length > 0 || knock.reaction.kind !== 'failed';
}
