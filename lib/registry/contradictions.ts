/** What several values of the registry say together that cannot be. */
import type * as z from 'zod';
import { belongTogether } from './pem.ts';

type Report = z.core.$RefinementCtx;

/**
 * For checks that run also where other mistakes were found, so that all are told at once: the
 * values inside may then have the wrong shape.
 */
export const onMappings = {
  when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null,
};
export const onLists = { when: ({ value }: { value: unknown }) => Array.isArray(value) };

interface Tls {
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

export function checkKeyPair({ certificate, key }: Tls, report: Report): void {
  if (certificate !== undefined && key === undefined)
    report.addIssue({
      code: 'custom',
      path: ['key'],
      message: 'add the private key of the certificate',
    });
  if (key !== undefined && certificate === undefined)
    report.addIssue({
      code: 'custom',
      path: ['certificate'],
      message: 'add the certificate of the private key',
    });
  if (
    typeof certificate !== 'string' ||
    typeof key !== 'string' ||
    belongTogether(certificate, key)
  )
    return;
  report.addIssue({
    code: 'custom',
    path: ['key'],
    message: 'name the private key of the certificate beside it; this is the key of another one',
  });
}

interface Sniffing {
  readonly transportTls?: (Tls & { readonly ca?: string | undefined }) | undefined;
  readonly crossClusterApiKey?: unknown;
  readonly sniffAsNode?: boolean | undefined;
}

/** A key is sent only to whom the CA vouches for, and only a client certificate makes a node. */
export function checkSniffing(
  { transportTls, crossClusterApiKey, sniffAsNode }: Sniffing,
  report: Report,
): void {
  if (crossClusterApiKey !== undefined && transportTls?.ca === undefined)
    report.addIssue({
      code: 'custom',
      path: ['crossClusterApiKey'],
      message:
        'add transportTls with the ca of the remote cluster server, since the key is sent only where the certificate leads to it',
    });
  if (
    sniffAsNode === true &&
    (transportTls?.certificate === undefined || transportTls.key === undefined)
  )
    report.addIssue({
      code: 'custom',
      path: ['sniffAsNode'],
      message:
        'add transportTls with certificate and key, which the remote takes for those of a node, or remove it',
    });
}

interface Access {
  readonly urls: readonly string[];
  readonly tls?: object | undefined;
}

export function checkTlsIsUsed({ urls, tls }: Access, report: Report): void {
  if (
    tls === undefined ||
    !isFilledList(urls) ||
    !urls.every((url) => typeof url === 'string' && url.startsWith('http:'))
  )
    return;
  report.addIssue({
    code: 'custom',
    path: ['tls'],
    message: 'write https:// URLs, or remove tls, which http:// URLs do not use',
  });
}

function isFilledList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

export function checkUrlsDiffer(urls: readonly string[], report: Report): void {
  for (const index of repeated(urls))
    report.addIssue({
      code: 'custom',
      path: [index],
      message: 'remove it, since it stands in the list already',
    });
}

export function checkNamesDiffer(
  clusters: readonly { readonly name: string }[],
  report: Report,
): void {
  for (const index of repeated(clusters.map(nameOf)))
    report.addIssue({
      code: 'custom',
      path: [index, 'name'],
      message: 'choose another name, since a cluster above has this one',
    });
}

function nameOf(cluster: unknown): unknown {
  return typeof cluster === 'object' && cluster !== null && 'name' in cluster
    ? cluster.name
    : undefined;
}

/** Where the texts stand that stood before. */
function repeated(values: readonly unknown[]): number[] {
  const seen = new Set<string>();
  return values.flatMap((value, index) =>
    typeof value === 'string' && seen.size === seen.add(value).size ? [index] : [],
  );
}
