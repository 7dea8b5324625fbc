import type { Frame } from './frame.ts';
import { ProtocolError } from './protocolError.ts';

/** What a request was sent with; its answer comes with the same. */
export interface Asked {
  readonly requestId: number;
  readonly version: number;
}

/**
 * Throws ProtocolError for every frame that is no plain answer to the request: another layout than the one asked for is never guessed at.
 * Answers and errors (`frame.isError`) pass.
 */
export function refuseForeign(frame: Frame, { requestId, version }: Asked): void {
  if (!frame.isResponse) throw new ProtocolError('Request is answered with a request');
  if (frame.isHandshake) throw new ProtocolError('Request is answered with a handshake');
  if (frame.isCompressed) throw new ProtocolError('Request is answered with a compressed message');
  if (frame.isUnknown) throw new ProtocolError('Request is answered with an unknown kind of message');
  if (frame.requestId !== requestId) throw new ProtocolError(`Peer answers request ${frame.requestId} instead of ${requestId}`);
  if (frame.version !== version) throw new ProtocolError(`Peer answers in version ${frame.version} instead of ${version}`);
}
