/** Why a connection could not be opened, in words that an operator reads first. */

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'No route to network',
  ENOTFOUND: 'Unknown host',
  ENODATA: 'Unknown host',
  EAI_AGAIN: 'Name lookup failed',
  ETIMEOUT: 'Name lookup failed',
};

/** Node's advice about its own command line, which is of no use to an operator. */
const ADVICE = /; if the root CA is installed locally.*$/;

/**
 * `otherwise` stands for codes without words of their own. Where a name has several addresses,
 * `thrown` is an AggregateError without a message.
 */
export function connectionError(thrown: unknown, otherwise: string): Error {
  const first: NodeJS.ErrnoException = thrown instanceof AggregateError ? thrown.errors[0] : thrown;
  return new Error(`${WORDS[first.code ?? ''] ?? otherwise}: ${first.message.replace(ADVICE, '')}`);
}
