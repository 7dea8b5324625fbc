/** What ends at a known time. */
import * as z from 'zod';
import { instantSchema } from '../instant.ts';
import { type Finding, severitySchema } from './finding.ts';

export const licenseSchema = z.strictObject({
  uid: z.string(),
  /** `basic`, `trial`, `gold`, `platinum`, `enterprise` and older ones. */
  type: z.string(),
  /** `active`, `expired` or `invalid`. */
  status: z.string(),
  /** Absent where it never expires. */
  expiresAt: instantSchema.optional(),
});
export type License = z.infer<typeof licenseSchema>;

export const expiryKindSchema = z.enum([
  'certificate',
  'signing-certificate',
  'api-key',
  'license',
]);

/** One thing that expires, as one source showed it. */
export const datedSchema = z.object({
  kind: expiryKindSchema,
  /** The same wherever it is seen: fingerprint, serial number, key id or uid of the license. */
  id: z.string(),
  name: z.string(),
  expiresAt: instantSchema,
  /** The file that holds it, where it is one. */
  place: z.string().optional(),
  /** Only a trial: its end is no accident. */
  isTrial: z.boolean().optional(),
});
export type Dated = z.infer<typeof datedSchema>;

export const EXPIRY_SCHEMA_VERSION = 1;

export const expirySchema = z.strictObject({
  kind: expiryKindSchema,
  id: z.string(),
  /** Subject of a certificate, name of a key, type of a license. */
  name: z.string(),
  expiresAt: instantSchema,
  /** Whole days from now, negative once it has expired: 0 on the last day. */
  daysLeft: z.int(),
  /** `ok` while it is far away. */
  severity: severitySchema,
  /**
   * When it was last seen; earlier than the latest check where what showed it does not answer now.
   */
  lastSeenAt: instantSchema,
  seen: z.array(
    z.strictObject({
      cluster: z.string(),
      alias: z.string(),
      /** An address, a file of a node, or who was asked. */
      where: z.string(),
      lastSeenAt: instantSchema,
    }),
  ),
});
export type Expiry = z.infer<typeof expirySchema>;

export const calendarSchema = z.strictObject({
  schemaVersion: z.literal(EXPIRY_SCHEMA_VERSION),
  /** When the days were counted. */
  at: instantSchema,
  /** The soonest first. */
  expiries: z.array(expirySchema),
});
export type Calendar = z.infer<typeof calendarSchema>;

/** Findings about things that expire. */

export interface ExpiringFinding extends Finding {
  readonly expires: NonNullable<Finding['expires']>;
}

function isExpiring(finding: Finding): finding is ExpiringFinding {
  return finding.expires !== undefined;
}

/** Those that are more than a note: what is to end is nobody's trouble. */
export function expiringIn({
  cause,
  findings,
}: {
  readonly cause: Finding;
  readonly findings: readonly Finding[];
}): ExpiringFinding[] {
  return [cause, ...findings].filter(isExpiring).filter(({ severity }) => severity !== 'note');
}

/** What expires first. */
export function soonest(findings: readonly Finding[]): ExpiringFinding | undefined {
  const order = ({ expires, subject }: ExpiringFinding) => `${expires.at} ${subject}`;
  return findings.filter(isExpiring).toSorted((a, b) => order(a).localeCompare(order(b)))[0];
}
