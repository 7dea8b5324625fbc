/** Contradictions between several values of the registry. */
import type * as z from 'zod';
import { belongTogether } from './pem.ts';

type Report = z.core.$RefinementCtx;

/**
 * Runs these checks even after other mistakes, so that one run reports all mistakes. The values
 * inside may then have the wrong shape.
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
    message: 'name the private key of this certificate; this key belongs to another certificate',
  });
}

interface Sniffing {
  readonly transportTls?: (Tls & { readonly ca?: string | undefined }) | undefined;
  readonly crossClusterApiKey?: unknown;
  readonly sniffAsNode?: boolean | undefined;
}

/**
 * The checker sends a key only to a server that the CA verifies. Elasticsearch accepts only a
 * client certificate as proof of a node.
 */
export function checkSniffing(
  { transportTls, crossClusterApiKey, sniffAsNode }: Sniffing,
  report: Report,
): void {
  if (crossClusterApiKey !== undefined && transportTls?.ca === undefined)
    report.addIssue({
      code: 'custom',
      path: ['crossClusterApiKey'],
      message:
        'add transportTls with the ca of the remote cluster server, because the checker sends the key only to a server that this CA verifies',
    });
  if (
    sniffAsNode === true &&
    (transportTls?.certificate === undefined || transportTls.key === undefined)
  )
    report.addIssue({
      code: 'custom',
      path: ['sniffAsNode'],
      message:
        'add transportTls with a certificate and key that the remote accepts for a node, or remove it',
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
      message: 'remove it, because the list already contains it',
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
      message: 'choose another name, because a cluster above has this name',
    });
}

function nameOf(cluster: unknown): unknown {
  return typeof cluster === 'object' && cluster !== null && 'name' in cluster
    ? cluster.name
    : undefined;
}

/** Indices of the texts that occur earlier in the list. */
function repeated(values: readonly unknown[]): number[] {
  const seen = new Set<string>();
  return values.flatMap((value, index) =>
    typeof value === 'string' && seen.size === seen.add(value).size ? [index] : [],
  );
}
