import * as z from 'zod';
import { instantSchema } from '../instant.ts';
import { stepSchema } from './instructions.ts';

export const severitySchema = z.enum(['critical', 'warning', 'note', 'unknown', 'ok']);
export type Severity = z.infer<typeof severitySchema>;

export const findingSchema = z.strictObject({
  /** A code of the cause catalogue; stable, it stands in alerts. */
  code: z.string(),
  severity: severitySchema,
  title: z.string(),
  /** The values that lead to it, in one or two sentences. */
  evidence: z.string(),
  /** What it is about, if that is not the whole registration: an address, a node, a key id. */
  subject: z.string().optional(),
  /** If something expires. */
  expires: z
    .strictObject({
      at: instantSchema,
      /** The last step of days (30, 14, 7, …) that is reached; negative after the end. */
      stepDays: z.int(),
      /** Whether it is certain that something stops. */
      isVital: z.boolean(),
    })
    .optional(),
  meaning: z.string(),
  /** How to see it for oneself. */
  verify: z.array(stepSchema),
  fix: z.array(stepSchema),
  documentation: z.url(),
});
export type Finding = z.infer<typeof findingSchema>;

/**
 * In a file of its own for the functions that only handle incidents: to load the whole shape of
 * results takes them longer than their own code.
 */

export const statusSchema = z.enum(['healthy', 'degraded', 'failing', 'unknown']);

export type Status = z.infer<typeof statusSchema>;
