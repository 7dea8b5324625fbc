/** What the first bytes of a peer tell about the protocol that it speaks. */

export type FirstBytes =
  | 'incomplete'
  | 'elasticsearch-transport'
  | 'tls-record'
  | 'http'
  | 'elasticsearch-http'
  | 'other';

const TRANSPORT_MARKER = 'ES';
const HTTP_MARKER = 'HTTP/';
/** Types of a TLS record: change cipher spec, alert, handshake, application data. */
const TLS_RECORD_TYPES: ReadonlySet<string> = new Set(['\x14', '\x15', '\x16', '\x17']);
const TLS_MAJOR_VERSION = '\x03';
const END_OF_HTTP_HEADERS = '\r\n\r\n';
const PRODUCT_HEADER = /^x-elastic-product:[ \t]*elasticsearch[ \t]*$/im;
/** HTTP headers longer than this are not waited for. */
const HTTP_HEADERS_LIMIT_BYTES = 8_192;

/**
 * Names the protocol of the bytes that a peer sent first; `incomplete` while they may still become
 * several. An HTTP answer is incomplete until its headers end, since they tell Elasticsearch's HTTP
 * port from others; say `ended` when no more comes, so that what is there decides.
 */
export function recogniseFirstBytes(
  bytes: Uint8Array,
  { ended = false }: { readonly ended?: boolean } = {},
): FirstBytes {
  if (latin1(bytes.subarray(0, TRANSPORT_MARKER.length)) === TRANSPORT_MARKER)
    return 'elasticsearch-transport';
  const text = latin1(bytes.subarray(0, HTTP_HEADERS_LIMIT_BYTES));
  if (text.startsWith(HTTP_MARKER)) return recogniseHttp(text, ended);
  if (TLS_RECORD_TYPES.has(text.charAt(0)) && TLS_MAJOR_VERSION.startsWith(text.charAt(1)))
    return text.length > 1 ? 'tls-record' : 'incomplete';
  return TRANSPORT_MARKER.startsWith(text) || HTTP_MARKER.startsWith(text) ? 'incomplete' : 'other';
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function recogniseHttp(text: string, ended: boolean): FirstBytes {
  const end = text.indexOf(END_OF_HTTP_HEADERS);
  if (end === -1 && !ended && text.length < HTTP_HEADERS_LIMIT_BYTES) return 'incomplete';
  const headers = end === -1 ? text : text.slice(0, end);
  return PRODUCT_HEADER.test(headers) ? 'elasticsearch-http' : 'http';
}
