/** Reasons why a simulated local node cannot reach a remote cluster, in Elasticsearch's words. */
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { KeyRefusal } from './apiKeys.ts';
import { type ExceptionJson, type RestAnswer, restError, withoutCauses } from './json.ts';
import type { Release } from './versions.ts';

/** `connecting`: failed at an address with a cause. `outright`: shown without changes. */
export type LinkFailure =
  | {
      readonly kind: 'connecting';
      readonly what: 'connect_exception' | 'general node connection failure';
      readonly target: Target;
      readonly cause: ExceptionJson;
    }
  | {
      readonly kind: 'outright';
      readonly status: number;
      readonly error: ExceptionJson;
      readonly rootCause?: ExceptionJson;
      readonly text?: string;
    };

export interface Target {
  /** `host:port`. */
  readonly address: string;
  /**
   * Name of a gateway node. Empty for seeds and proxy addresses, because their names are unknown.
   */
  readonly nodeName: string;
}

/** The result of an attempt on a link. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: LinkFailure };

export interface FailureContext {
  readonly alias: string;
  readonly mode: 'sniff' | 'proxy';
  /** The configured address and server name. */
  readonly proxyAddress?: string | undefined;
  readonly serverName?: string | undefined;
  readonly release: Release;
}

export function failed(failure: LinkFailure): Outcome<never> {
  return { ok: false, failure };
}

export function refused(target: Target): LinkFailure {
  const address =
    target.nodeName === ''
      ? `/${target.address}`
      : `${target.address.replace(/:\d+$/, '')}/${target.address}`;
  const cause = {
    type: 'annotated_connect_exception',
    reason: `Connection refused: ${address}`,
    caused_by: { type: 'connect_exception', reason: 'Connection refused' },
  };
  return { kind: 'connecting', what: 'connect_exception', target, cause };
}

export function unknownHost(host: string): LinkFailure {
  const error = {
    type: 'illegal_argument_exception',
    reason: `unknown host [${host}]`,
    caused_by: { type: 'unknown_host_exception', reason: host },
  };
  return { kind: 'outright', status: 400, error };
}

/** The connection ended before the answer to the transport handshake. */
export function connectionReset(target: Target): LinkFailure {
  return {
    kind: 'connecting',
    what: 'general node connection failure',
    target,
    cause: { type: 'transport_exception', reason: 'handshake failed because connection reset' },
  };
}

/**
 * No answer arrived. The words come from the sources of Elasticsearch and Netty, not from a
 * recording.
 */
export function handshakeTimedOut(
  target: Target,
  { timeoutMs, isTls }: { timeoutMs: number; isTls: boolean },
): LinkFailure {
  const tls = {
    type: 'ssl_handshake_timeout_exception',
    reason: `handshake timed out after ${timeoutMs}ms`,
  };
  if (isTls) return { kind: 'connecting', what: 'connect_exception', target, cause: tls };
  const cause = {
    type: 'connect_transport_exception',
    reason: `[][${target.address}] handshake_timeout[${timeoutMs / 1_000}s]`,
  };
  return { kind: 'connecting', what: 'general node connection failure', target, cause };
}

/** The peer's first bytes are not TLS. */
export function notTls(target: Target, firstBytes: Uint8Array): LinkFailure {
  const hex = Buffer.from(firstBytes).toString('hex');
  return {
    kind: 'connecting',
    what: 'connect_exception',
    target,
    cause: { type: 'not_ssl_record_exception', reason: `not an SSL/TLS record: ${hex}` },
  };
}

/** The remote's certificate is not trusted. `code` comes from OpenSSL or Node. */
export function certificateRefused(
  target: Target,
  { code, certificate, host }: { code: string; certificate: Uint8Array; host: string },
): LinkFailure {
  return {
    kind: 'connecting',
    what: 'connect_exception',
    target,
    cause: certificateCause(code, { certificate, host }),
  };
}

export function keyRefused({ status, error, text }: KeyRefusal): LinkFailure {
  return { kind: 'outright', status, error, text };
}

export function noGateway(alias: string): LinkFailure {
  return {
    kind: 'outright',
    status: 500,
    error: {
      type: 'illegal_state_exception',
      reason: `Unable to open any connections to remote cluster [${alias}]`,
    },
  };
}

/** The answer to a search whose remote has skip_unavailable=false. */
export function searchError(failure: LinkFailure, context: FailureContext): RestAnswer {
  if (failure.kind === 'outright') return restError(failure);
  const { what, target, cause } = failure;
  const error = {
    type: 'connect_transport_exception',
    reason: `[${target.nodeName}][${target.address}] ${what}`,
    caused_by: cause,
  };
  if (context.mode === 'proxy') return proxyError(error, context);
  const rootCause = what === 'connect_exception' ? withoutCauses(error) : withoutCauses(cause);
  return restError({ status: context.release.connectFailureStatus, error, rootCause });
}

function proxyError(error: ExceptionJson, context: FailureContext): RestAnswer {
  const outer = {
    type: 'no_seed_node_left_exception',
    reason: `Unable to open any proxy connections to cluster [${context.alias}]${proxyNames(context)}`,
  };
  if (context.release.proxyFailureNames === 'nothing')
    return restError({ status: 500, error: outer });
  return restError({
    status: 500,
    error: { ...outer, suppressed: [error] },
    rootCause: { ...outer, suppressed: [withoutCauses(error)] },
  });
}

function proxyNames({ release, proxyAddress = '', serverName = '' }: FailureContext): string {
  if (release.proxyFailureNames === 'nothing') return '';
  const configuration = `, configuredAddress=[${proxyAddress}], configuredServerName=[${serverName}]`;
  return ` at address [${proxyAddress}]${release.proxyFailureNames === 'address' ? '' : configuration}`;
}

function certificateCause(
  code: string,
  { certificate, host }: { certificate: Uint8Array; host: string },
): ExceptionJson {
  if (code === 'CERT_HAS_EXPIRED') return expiredCause(new X509Certificate(certificate).validTo);
  return code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? otherNameCause(host) : untrustedCause();
}

function expiredCause(notAfter: string): ExceptionJson {
  const path =
    'PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed';
  const expired = {
    type: 'certificate_expired_exception',
    reason: `NotAfter: ${javaDate(new Date(notAfter))}`,
  };
  const validator = {
    type: 'cert_path_validator_exception',
    reason: 'validity check failed',
    caused_by: expired,
  };
  return handshakeException('certificate_expired', {
    type: 'validator_exception',
    reason: path,
    caused_by: validator,
  });
}

function untrustedCause(): ExceptionJson {
  const reason = 'unable to find valid certification path to requested target';
  const path = `PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: ${reason}`;
  const builder = { type: 'sun_cert_path_builder_exception', reason };
  return handshakeException('certificate_unknown', {
    type: 'validator_exception',
    reason: path,
    caused_by: builder,
  });
}

function otherNameCause(host: string): ExceptionJson {
  const reason =
    isIP(host) === 0
      ? `No subject alternative DNS name matching ${host} found.`
      : `No subject alternative names matching IP address ${host} found`;
  return handshakeException('certificate_unknown', { type: 'certificate_exception', reason });
}

function handshakeException(alert: string, cause: ExceptionJson): ExceptionJson {
  return {
    type: 's_s_l_handshake_exception',
    reason: `(${alert}) ${cause.reason}`,
    caused_by: cause,
  };
}

/** `Fri Jan 01 00:00:00 UTC 2021`. */
function javaDate(date: Date): string {
  const [day, dayOfMonth, month, year, clock] = date.toUTCString().split(/,? /);
  return `${day} ${month} ${dayOfMonth} ${clock} UTC ${year}`;
}
