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
  meaning: z.string(),
  /** How to see it for oneself: a console request or a command. */
  verify: z.string(),
  fix: z.string(),
  documentation: z.url(),
});
export type Finding = z.infer<typeof findingSchema>;
