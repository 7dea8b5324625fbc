/**
 * Last known expirations. A source that does not answer keeps its remembered items. A new answer
 * replaces them.
 */
import * as z from 'zod';
import { byInstant, type Instant, instantSchema } from '../../instant.ts';
import { type Dated, datedSchema } from '../../result/expiry.ts';
import type { Endpoint } from '../../result/network.ts';
import type { CertificateFile, CheckResult } from '../../result/result.ts';

export const sourceSchema = z.object({ at: instantSchema, found: z.array(datedSchema) });
export const expiryMemorySchema = z.record(z.string(), sourceSchema);
export type ExpiryMemory = z.infer<typeof expiryMemorySchema>;

/**
 * Forgets a source after this many days without items: the address is no longer registered, or the
 * node no longer exists.
 */
const KEPT_DAYS = 60;
const DAY_MS = 86_400_000;

/**
 * Each result stores this memory, so it stays small: only the earliest items of each source, and
 * short names.
 */
const MOST_SOURCES = 50;
const MOST_OF_A_SOURCE = 15;
const LONGEST_NAME = 120;

export const KEYS_SOURCE = 'API keys of the remote';

export type Side = 'local' | 'remote';

export function licenseSource(side: Side): string {
  return `license of the ${side} cluster`;
}

/** Source for the files of one node. Without a name, the common prefix of all such sources. */
export function filesSource(side: Side, node: string): string {
  return cut(`files of ${side} node ${node}`);
}

/** Several addresses behind one name may present several certificates. */
function addressSource(address: string, ip: string): string {
  return cut(
    address.startsWith(ip) || address.startsWith(`[${ip}]`) ? address : `${address} (${ip})`,
  );
}

/** The address as registered. */
export function addressOfSource(source: string): string {
  return source.replace(/ \([^)]*\)$/, '');
}

/** The memory after one more result. */
export function nextExpiries(before: ExpiryMemory | undefined, result: CheckResult): ExpiryMemory {
  const at = result.checkedAt;
  const now = sourcesOf(result).map(
    ([source, found]) => [source, { at, found: soonest(found) }] as const,
  );
  const kept = Object.entries({ ...before, ...Object.fromEntries(now) }).filter(
    ([, seen]) => ageDays(seen.at, at) <= KEPT_DAYS,
  );
  return Object.fromEntries(
    kept.toSorted(([, a], [, b]) => byInstant(b.at, a.at)).slice(0, MOST_SOURCES),
  );
}

function ageDays(from: Instant, to: Instant): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

/** A date after the year 9999 cannot be read again, and would take the others with it. */
function isReadable({ expiresAt }: Dated): boolean {
  return /^\d{4}-/.test(expiresAt);
}

function soonest(found: readonly Dated[]): Dated[] {
  const distinct = [
    ...new Map(
      found.filter(isReadable).map((one) => [
        `${one.id} ${one.place}`,
        {
          ...one,
          name: cut(one.name),
          ...(one.place === undefined ? {} : { place: cut(one.place) }),
        },
      ]),
    ).values(),
  ];
  return distinct
    .toSorted((a, b) => byInstant(a.expiresAt, b.expiresAt))
    .slice(0, MOST_OF_A_SOURCE);
}

function cut(text: string): string {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;
}

/** Each source that answered, with its items. */
export function sourcesOf(result: CheckResult): [source: string, found: Dated[]][] {
  const { credentials, licenses, notSeen, witnesses } = result;
  const wire = witnesses.network.flatMap(({ address, endpoints }) =>
    endpoints.flatMap((endpoint) => wireSource(address, endpoint)),
  );
  const files = [
    ...fileSources('local', credentials.localCertificates, result),
    ...fileSources('remote', credentials.remoteCertificates, result),
  ];
  const wasAsked =
    result.remoteClusterUuid !== undefined &&
    notSeen['remote GET /_security/api_key'] === undefined;
  const keys = credentials.apiKeys.flatMap(
    ({ id, name, type, invalidated, expiration }): Dated[] => {
      if (type !== 'cross_cluster' || invalidated || expiration === undefined) return [];
      return [{ kind: 'api-key', id, name, expiresAt: expiration }];
    },
  );
  return [
    ...wire,
    ...files,
    ...(credentials.apiKeys.length > 0 || wasAsked
      ? [[KEYS_SOURCE, keys] as [string, Dated[]]]
      : []),
    ...(['local', 'remote'] as const).flatMap((side): [string, Dated[]][] => {
      const license = licenses?.[side];
      if (license === undefined) return [];
      const { uid, type, expiresAt } = license;
      const trial = type === 'trial' ? { isTrial: true } : {};
      return [
        [
          licenseSource(side),
          expiresAt === undefined
            ? []
            : [{ kind: 'license', id: uid, name: type, expiresAt, ...trial }],
        ],
      ];
    }),
  ];
}

function wireSource(address: string, { ip, tls }: Endpoint): [string, Dated[]][] {
  const chain = tls.outcome === 'not-measured' ? [] : (tls.evidence?.chain ?? []);
  if (chain.length === 0) return [];
  const found = chain.map(({ subject, serialNumber, fingerprint, notAfter }): Dated => {
    return {
      kind: 'certificate',
      id: certificateId(serialNumber, notAfter) ?? fingerprint,
      name: subject,
      expiresAt: notAfter,
    };
  });
  return [[addressSource(address, ip), found]];
}

/** Files of one node, by path on that node. */
function fileSources(
  side: Side,
  files: readonly CertificateFile[],
  { signingCertificates = [] }: CheckResult,
): [string, Dated[]][] {
  return [...Map.groupBy(files, ({ node }) => node)].map(([node, ofNode]) => [
    filesSource(side, node),
    ofNode.map(({ path, subject, serialNumber, notAfter }): Dated => {
      const kind = signingCertificates.some((signing) => path.endsWith(signing))
        ? 'signing-certificate'
        : 'certificate';
      const id = certificateId(serialNumber, notAfter) ?? `${subject} ${notAfter}`;
      return { kind, id, name: subject, place: path, expiresAt: notAfter };
    }),
  ]);
}

/**
 * A serial number of this length is random. With the date it identifies a certificate as well as a
 * fingerprint, which the API does not return for files.
 */
const SHORTEST_SERIAL = 12;

/**
 * The same id for a certificate on the wire and for its file. Undefined if the serial number is too
 * short to identify it.
 */
function certificateId(serialNumber: string | undefined, notAfter: Instant): string | undefined {
  const serial = (serialNumber ?? '').toLowerCase().replace(/^0+/, '');
  return serial.length < SHORTEST_SERIAL
    ? undefined
    : `${serial}-${Math.floor(Date.parse(notAfter) / 1000)}`;
}
