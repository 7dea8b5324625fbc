/** What the errors of a TLS connection mean. */
import { messageOf } from '../errors.ts';
import type { TlsStep } from '../result/network.ts';
import { systemCodeOf } from './systemError.ts';

export type TlsFailure = Extract<TlsStep, { outcome: 'failed' }>['failure'];

const HANDSHAKE_FAILURE = 40;
const UNRECOGNIZED_NAME = 112;

/**
 * Alerts that a server sends about the client's certificate only: bad_certificate, unsupported_certificate, certificate_revoked,
 * certificate_expired, certificate_unknown, unknown_ca, access_denied, certificate_required.
 */
const CERTIFICATE_ALERTS: ReadonlySet<number> = new Set([42, 43, 44, 45, 46, 48, 49, 116]);

/** OpenSSL's errors about bytes that are no TLS record. */
const NOT_TLS: ReadonlySet<string> = new Set(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG']);

export interface TlsProblem {
  readonly failure: TlsFailure;
  readonly message: string;
}

/** `asked`: whether the peer has asked for a client certificate, for which TLS 1.2 servers refuse with a mere handshake_failure. */
export function tlsProblemOf(error: unknown, { asked }: { readonly asked: boolean }): TlsProblem {
  const alert = alertOf(error);
  if (alert !== undefined) return { failure: alertFailure(alert, asked), message: `Peer sent the TLS alert ${alert}: ${reasonOf(error)}` };
  const code = systemCodeOf(error);
  if (NOT_TLS.has(code)) return { failure: 'not-tls', message: `Peer answers with something that is not TLS: ${reasonOf(error)}` };
  return { failure: code === 'ECONNRESET' || code === 'EPIPE' ? 'reset' : 'other', message: reasonOf(error) };
}

function alertFailure(alert: number, asked: boolean): TlsFailure {
  if (alert === UNRECOGNIZED_NAME) return 'unrecognized-name';
  return CERTIFICATE_ALERTS.has(alert) || (asked && alert === HANDSHAKE_FAILURE) ? 'client-certificate-rejected' : 'alert';
}

function alertOf(error: unknown): number | undefined {
  const [, number] = /SSL alert number (\d+)/.exec(messageOf(error)) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** OpenSSL's plain words, without the place in its sources. */
function reasonOf(error: unknown): string {
  return error instanceof Error && 'reason' in error ? String(error.reason) : messageOf(error);
}
