/** Faults of a simulated cluster that can be switched on while it runs. */

/**
 * Faults of a transport port.
 *
 * - `refuse`: does not listen.
 * - `hang`: accepts and sends nothing.
 * - `reset`: resets new connections.
 * - `half-frame`: sends half of each answer and closes.
 * - `http`: answers like Elasticsearch's HTTP port.
 * - `certificate`: presents a wrong certificate.
 * - `frozen`: open and new connections stay open without data.
 * - `slow`: delays each answer.
 *
 * All faults except `frozen` and `slow` close the open connections, as a restart does.
 */
export type TransportFault =
  | { readonly kind: 'refuse' | 'hang' | 'reset' | 'half-frame' | 'http' | 'frozen' }
  | { readonly kind: 'certificate'; readonly certificate: WrongCertificate }
  | { readonly kind: 'slow'; readonly delayMs: number };

export type WrongCertificate = 'expired' | 'foreign' | 'otherName';

export type ApiName =
  | 'root'
  | 'remote-info'
  | 'settings'
  | 'nodes'
  | 'resolve-cluster'
  | 'search'
  | 'stats'
  | 'ccr-stats'
  | 'ssl-certificates'
  | 'api-keys';

/**
 * Faults of an API.
 *
 * - `forbidden`: 403 for our user.
 * - `forbidden-on-remote`: the remote refuses our user (resolve-cluster only).
 * - `missing`: 400, as for an unknown API.
 * - `not-json` and `wrong-shape`: 200 with invalid content.
 * - `hang`: never answers.
 * - `slow`: delays each answer.
 */
export type ApiFault =
  | {
      readonly kind:
        | 'forbidden'
        | 'forbidden-on-remote'
        | 'missing'
        | 'not-json'
        | 'wrong-shape'
        | 'hang';
    }
  | { readonly kind: 'slow'; readonly delayMs: number };

/** Answer of an Elasticsearch 9.5.3 HTTP port to bytes that are not HTTP. */
export const HTTP_PORT_ANSWER = httpPortAnswer();

function httpPortAnswer(): string {
  const reason =
    'Line Feed must be preceded by Carriage Return when terminating HTTP start- and header field-lines';
  const error = { type: 'invalid_line_separator_exception', reason };
  const body = JSON.stringify({ error: { root_cause: [error], ...error }, status: 400 });
  return `HTTP/1.0 400 Bad Request\r\nX-elastic-product: Elasticsearch\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}
