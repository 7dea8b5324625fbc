/**
 * Cross-cluster API keys of a simulated remote cluster, and its refusals with the texts of real
 * nodes.
 */
import type { ExceptionJson, JsonObject, RestError } from './json.ts';
import type { ExceptionLevel } from './messages.ts';

export interface SimulatedApiKey {
  readonly id: string;
  readonly secret: string;
  readonly name: string;
  readonly creation: Date;
  readonly type?: 'cross_cluster' | 'rest';
  readonly expiration?: Date;
  readonly invalidation?: Date;
  /** Required identity of the certificate that signs requests. Simulated nodes sign no requests. */
  readonly certificateIdentity?: string;
}

/** The keys of a cluster. */
export interface HeldKeys {
  readonly keys: readonly SimulatedApiKey[];
  readonly now: Date;
}

/** The key of a credentials header, or the reason for its refusal. */
export type FoundKey =
  | { readonly kind: 'good'; readonly id: string }
  | { readonly kind: 'malformed'; readonly causes: readonly ExceptionLevel[] }
  | {
      readonly kind: 'refused';
      readonly id: string;
      readonly fault: 'unknown' | 'wrong-type' | 'not-authenticated' | 'certificate-identity';
      readonly reason: string;
      /** True if the answer to the complete request contains only that authentication failed. */
      readonly isVague: boolean;
    };

/**
 * `wrong-secret`: the remote has another secret for this id. `unknown`: the remote does not have
 * this id, as for a key of another cluster.
 */
export type KeyFault = 'expired' | 'invalidated' | 'wrong-type' | 'wrong-secret' | 'unknown';

/** A refusal in the transport protocol and in a REST API. */
export interface KeyRefusal extends RestError {
  readonly levels: readonly ExceptionLevel[];
  /** The text in `_resolve/cluster`. */
  readonly text: string;
}

export const CREDENTIALS_HEADER = '_cross_cluster_access_credentials';
const HANDSHAKE_ACTION = 'cluster:internal/remote_cluster/handshake';

const SECURITY_CLASS = 4;
const BASIC = 'Basic realm="security", charset="UTF-8"';

export const MISSING_CREDENTIALS =
  'Cross cluster requests through the dedicated remote cluster server port require transport header [_cross_cluster_access_credentials] but none found. Please ensure you have configured remote cluster credentials on the cluster originating the request.';
const ATTEMPT_FAILED = 'error attempting to authenticate request';
const MALFORMED =
  'cross cluster access header [_cross_cluster_access_credentials] value must be a valid API key credential';
const NO_BASE64 = /[^A-Za-z0-9+/=]/;

/** The encoded key for the keystores of the local cluster's nodes. */
export function encodeApiKey({ id, secret }: Pick<SimulatedApiKey, 'id' | 'secret'>): string {
  return Buffer.from(`${id}:${secret}`).toString('base64');
}

/** Applies a fault to a key. */
export function withFault(
  key: SimulatedApiKey,
  fault: KeyFault | undefined,
): SimulatedApiKey | undefined {
  const afterCreation = new Date(key.creation.getTime() + 1_000);
  if (fault === 'expired') return { ...key, expiration: afterCreation };
  if (fault === 'invalidated') return { ...key, invalidation: afterCreation };
  if (fault === 'wrong-type') return { ...key, type: 'rest' };
  if (fault === 'wrong-secret') return { ...key, secret: `${key.secret}, changed` };
  return fault === 'unknown' ? undefined : key;
}

/** Finds the key of a credentials header. */
export function findKey(header: string, { keys, now }: HeldKeys): FoundKey {
  const encoded = header.replace(/^ApiKey /, '');
  const [id = '', secret] = Buffer.from(encoded, 'base64').toString('latin1').split(':');
  if (NO_BASE64.test(encoded))
    return malformed(
      `Illegal base64 character ${NO_BASE64.exec(encoded)?.[0].charCodeAt(0).toString(16)}`,
    );
  if (secret === undefined) return malformed('invalid cross-cluster API key value');
  const key = keys.find((candidate) => candidate.id === id);
  if (key === undefined)
    return {
      kind: 'refused',
      id,
      fault: 'unknown',
      reason: `unable to find apikey with id ${id}`,
      isVague: true,
    };
  if (key.type === 'rest') {
    const reason = `authentication expected API key type of [cross_cluster], but API key [${id}] has type [rest]`;
    return { kind: 'refused', id, fault: 'wrong-type', reason, isVague: false };
  }
  const why = failedAuthentication(key, { secret, now });
  if (why !== undefined)
    return { kind: 'refused', id, fault: 'not-authenticated', reason: why, isVague: true };
  if (key.certificateIdentity === undefined) return { kind: 'good', id };
  const wanted = `requires certificate identity matching [${key.certificateIdentity}], but no certificate was provided`;
  const reason = `API key (type:[cross_cluster], id:[${id}]) ${wanted}`;
  return { kind: 'refused', id, fault: 'certificate-identity', reason, isVague: false };
}

/**
 * Validates the credentials of one request. On an accepted connection (`isEstablished`), the
 * refusal contains more detail. Undefined if the credentials are valid.
 */
export function refuseCredentials(
  header: string | undefined,
  options: HeldKeys & { readonly isEstablished: boolean },
): KeyRefusal | undefined {
  if (header === undefined) return illegalArgumentRefusal(MISSING_CREDENTIALS);
  const found = findKey(header, options);
  if (found.kind === 'good') return undefined;
  if (found.kind === 'malformed') return malformedRefusal(found.causes);
  const { id, fault, reason: why } = found;
  if (fault === 'unknown') return securityRefusal({ reason: why }, BASIC);
  if (fault !== 'not-authenticated' || options.isEstablished)
    return securityRefusal({ reason: why });
  const reason = `unable to authenticate user [${id}] for action [${HANDSHAKE_ACTION}]`;
  return securityRefusal({ reason, additional_unsuccessful_credentials: `API key: ${why}` });
}

/** One key in `_security/api_key`. */
export function apiKeyJson({
  id,
  name,
  type = 'cross_cluster',
  creation,
  expiration,
  invalidation,
}: SimulatedApiKey): JsonObject {
  return {
    id,
    name,
    type,
    creation: creation.getTime(),
    ...(expiration && { expiration: expiration.getTime() }),
    invalidated: invalidation !== undefined,
    ...(invalidation && { invalidation: invalidation.getTime() }),
    username: 'elastic',
    realm: 'reserved',
    realm_type: 'reserved',
    metadata: {},
    ...(type === 'rest' ? { role_descriptors: {} } : CROSS_CLUSTER_ACCESS),
  };
}

function malformed(message: string): FoundKey {
  return {
    kind: 'malformed',
    causes: [MALFORMED, message].map((each) => ({ classId: 'illegal-argument', message: each })),
  };
}

function failedAuthentication(
  key: SimulatedApiKey,
  { secret, now }: { secret: string; now: Date },
): string | undefined {
  if (key.invalidation) return `api key [${key.id}] has been invalidated`;
  if (key.secret !== secret) return `invalid credentials for API key [${key.id}]`;
  return key.expiration && key.expiration <= now ? 'api key is expired' : undefined;
}

function illegalArgumentRefusal(reason: string): KeyRefusal {
  return {
    status: 400,
    error: { type: 'illegal_argument_exception', reason },
    levels: [{ classId: 'illegal-argument', message: reason }],
    text: `java.lang.IllegalArgumentException: ${reason}`,
  };
}

function securityRefusal(
  error: Omit<ExceptionJson, 'type'>,
  header: string | readonly string[] = [BASIC, 'ApiKey'],
): KeyRefusal {
  const reason = String(error['reason']);
  return {
    status: 401,
    error: { type: 'security_exception', ...error, reason, header: { 'WWW-Authenticate': header } },
    levels: [{ classId: SECURITY_CLASS, message: reason }],
    text: reason,
  };
}

function malformedRefusal(causes: readonly ExceptionLevel[]): KeyRefusal {
  const refusal = securityRefusal({ reason: ATTEMPT_FAILED });
  const causedBy = causes.reduceRight<JsonObject>((inner, { message = null }) => {
    const cause = { type: 'illegal_argument_exception', reason: message };
    return Object.keys(inner).length === 0 ? cause : { ...cause, caused_by: inner };
  }, {});
  return {
    ...refusal,
    error: { ...refusal.error, caused_by: causedBy },
    levels: [...refusal.levels, ...causes],
  };
}

const CROSS_CLUSTER_ACCESS = {
  role_descriptors: {
    cross_cluster: {
      cluster: ['cross_cluster_search', 'monitor_enrich'],
      indices: [
        {
          names: ['*'],
          privileges: ['read', 'read_cross_cluster', 'view_index_metadata'],
          allow_restricted_indices: false,
        },
      ],
      applications: [],
      run_as: [],
      metadata: {},
      transient_metadata: { enabled: true },
    },
  },
  access: { search: [{ names: ['*'], allow_restricted_indices: false }] },
} as const;
