import * as z from 'zod';

export const severitySchema = z.enum(['critical', 'warning', 'note', 'unknown', 'ok']);
export type Severity = z.infer<typeof severitySchema>;

export const findingSchema = z.strictObject({
  /** A code of the cause catalogue; stable, it stands in alerts. */
  code: z.string(),
  severity: severitySchema,
  title: z.string(),
  /** What was seen, in one or two sentences. */
  evidence: z.string(),
  /** What it is about where that is not the whole registration: an address, a node, a key id. */
  subject: z.string().optional(),
  /**
   * Where something expires: when, the step of days before that which has been passed (negative
   * once it has expired), whether it is certain that something stops.
   */
  expires: z
    .strictObject({ at: z.iso.datetime(), stepDays: z.int(), isVital: z.boolean() })
    .optional(),
  meaning: z.string(),
  /** How to see it for oneself: a console request or a command. */
  verify: z.string(),
  fix: z.string(),
  documentation: z.url(),
});
export type Finding = z.infer<typeof findingSchema>;

/**
 * In a file of its own for the functions that only handle incidents: to load the whole shape of
 * results takes them longer than their own code.
 */

export const statusSchema = z.enum(['healthy', 'degraded', 'failing', 'unknown']);

export type Status = z.infer<typeof statusSchema>;
