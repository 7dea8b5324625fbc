/**
 * The connection of Elasticsearch's client over Node's HTTP client, which takes an answer for cut
 * off where it ends before Node has told that the request was sent. Over TLS Node tells that one
 * turn of the event loop later, and a near node's answer may come first when we are busy. So an
 * answer is passed on only after that.
 */
import type { ClientRequest, RequestOptions } from 'node:http';
import { type ConnectionOptions, HttpConnection } from '@elastic/transport';

export class Connection extends HttpConnection {
  constructor(options: ConnectionOptions) {
    super(options);
    const { makeRequest } = this;
    this.makeRequest = ((request: RequestOptions) =>
      answeredWhenSent(makeRequest(request))) as typeof makeRequest;
  }
}

function answeredWhenSent(request: ClientRequest): ClientRequest {
  let isSent = false;
  request.once('finish', () => {
    isSent = true;
  });
  const emit = request.emit.bind(request);
  request.emit = (event: string, ...values: unknown[]) => {
    if (event !== 'response' || isSent) return emit(event, ...values);
    request.once('finish', () => emit(event, ...values));
    return true;
  };
  return request;
}
