/**
 * Schemas for single values of the registry. Each has one remedy, which ends the message about a
 * mistake.
 */
import { isIP } from 'node:net';
import * as z from 'zod';
import { isVersionRange } from '../release/release.ts';
import type { PemKind, PemReader } from './pem.ts';
import {
  isSecretReference,
  SECRET_REFERENCE,
  type Secret,
  type SecretReference,
} from './secret.ts';

/** Text that matches the pattern. */
export function text(pattern: RegExp, remedy: string) {
  return z.string(remedy).regex(pattern, remedy);
}

export const clusterName = text(
  /^[A-Za-z0-9_.-]{1,100}$/,
  'write 1 to 100 letters, digits, "_", "." or "-"',
);

/**
 * The same characters that `AffixKey` in Elasticsearch's Setting.java allows for
 * `cluster.remote.<alias>.mode`.
 */
export const clusterAlias = text(
  /^[A-Za-z0-9_-]+$/,
  'write the cluster alias with letters, digits, "_" and "-" only, as Elasticsearch does',
);

export const clusterUuid = text(
  /^[A-Za-z0-9_-]{22}$/,
  'write the 22 characters of cluster_uuid in the answer to GET / of the remote cluster',
);

const FINGERPRINT = /^[0-9A-Fa-f]{2}(?::?[0-9A-Fa-f]{2}){31}$/;

/** SHA-256 fingerprint → upper-case hex pairs joined with colons. */
export const fingerprint = text(
  FINGERPRINT,
  'write a SHA-256 fingerprint, 64 hex digits with or without colons, as openssl x509 -fingerprint -sha256 prints it',
).transform((hex) =>
  hex
    .replaceAll(':', '')
    .toUpperCase()
    .replaceAll(/(..)(?=.)/g, '$1:'),
);

const HOST_NAME =
  /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*$/;
const HOST_NAME_REMEDY =
  'write a host name, such as es.example.com, not an IP address, because SNI contains only names';

export const serverName = z
  .string(HOST_NAME_REMEDY)
  .refine((name) => HOST_NAME.test(name) && isIP(name) === 0, HOST_NAME_REMEDY)
  .meta({ pattern: HOST_NAME.source });

const RANGE_REMEDY = 'write a range of releases in quotes, such as ">=8.19 <10" or "9.5"';

export const versionRange = z.string(RANGE_REMEDY).refine(isVersionRange, RANGE_REMEDY);

const REFERENCE_REMEDY =
  'write it as env:NAME or file:path, because plain-text secrets are not allowed in the registry';

/**
 * A reference in the registry. It is the secret itself only if a user typed it at a prompt.
 */
export const secretReference = z
  .string(REFERENCE_REMEDY)
  .refine(isSecretReference, REFERENCE_REMEDY)
  .transform((reference): SecretReference | Secret => reference)
  .meta({ pattern: SECRET_REFERENCE.source });

/** Path of a PEM file → its content. */
export function pemFile(kind: PemKind, read: PemReader) {
  return z
    .string(`write the path of a PEM file with the ${kind}`)
    .transform((path, context): string => {
      const answer = read(path, kind);
      if ('pem' in answer) return answer.pem;
      context.addIssue(answer.remedy);
      return z.NEVER;
    });
}

const URL_REMEDY =
  'write http:// or https://, host and port, such as https://es-1.example.com:9200';

/** `http://host:port` or `https://host:port` → the same without a trailing slash. */
export const httpUrl = z
  .string(URL_REMEDY)
  .transform((url, context): string => {
    const remedy = urlRemedy(url);
    if (remedy === undefined) return new URL(url).origin;
    context.addIssue(remedy);
    return z.NEVER;
  })
  .meta({ format: 'uri', pattern: '^https?://[^/@?#]+/?$' });

function urlRemedy(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:\/\//i.test(text)) return URL_REMEDY;
  if (url.username !== '' || url.password !== '')
    return 'remove user and password from the URL and write them under auth';
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    return 'remove everything after the port, because Elasticsearch answers at the root';
  return undefined;
}
