/** The ways of being broken that a simulated cluster can be switched to while it runs. */

/**
 * What a transport port does instead of its work. `refuse`: it does not listen. `hang`: it accepts
 * and says nothing. `reset`: it resets new connections. `half-frame`: it sends half of each answer
 * and closes. `http`: it answers like Elasticsearch's HTTP port. `certificate`: it shows a wrong
 * one. With all these, open connections are lost, as after a restart; with the others they stay.
 * `frozen`: they stay open and dead, and new ones are accepted and dead. `slow`: every answer comes
 * late.
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
 * What an API answers instead. `forbidden`: 403 for our user. `forbidden-on-remote`: the remote
 * refuses our user (resolve-cluster only). `missing`: 400 as for an API that does not exist.
 * `not-json` and `wrong-shape`: 200 with nonsense. `hang`: nothing, ever. `slow`: late.
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

/** What an Elasticsearch 9.5.3 answers on its HTTP port to bytes that are not HTTP. */
export const HTTP_PORT_ANSWER = httpPortAnswer();

function httpPortAnswer(): string {
  const reason =
    'Line Feed must be preceded by Carriage Return when terminating HTTP start- and header field-lines';
  const error = { type: 'invalid_line_separator_exception', reason };
  const body = JSON.stringify({ error: { root_cause: [error], ...error }, status: 400 });
  return `HTTP/1.0 400 Bad Request\r\nX-elastic-product: Elasticsearch\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}
