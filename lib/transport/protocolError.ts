/** The bytes of a peer do not follow the transport protocol. Nothing else is ever thrown by the decoders of this folder. */
export class ProtocolError extends Error {
  override name = 'ProtocolError' as const;
}
