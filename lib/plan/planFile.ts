/** A plan as it is kept in a file, to be verified after the change. */
import * as z from 'zod';
import { ConfigurationError, messageOf } from '../errors.ts';

export const PLAN_VERSION = 1;

export const itemSchema = z.strictObject({
  id: z.string(),
  outcome: z.enum(['passed', 'failed', 'not-verifiable']),
  /** What was seen, or why nothing was. */
  evidence: z.string(),
  /** The fix of a failed item, or how to verify one that cannot be verified from here. */
  todo: z.string().optional(),
});

export const planSchema = z.strictObject({
  schemaVersion: z.literal(PLAN_VERSION),
  /** Name of the local cluster in the registry. */
  cluster: z.string().min(1),
  alias: z.string().min(1),
  /** `host:port`. */
  to: z.string().min(1),
  mode: z.enum(['sniff', 'proxy']),
  model: z.enum(['api-key', 'certificate']),
  serverName: z.string().optional(),
  skipUnavailable: z.boolean().optional(),
  /** Index patterns that the cross-cluster API key is to give access to. */
  indices: z.array(z.string().min(1)),
  madeAt: z.iso.datetime(),
  /** Why this mode and model, if they were not given. */
  recommendations: z.array(z.string()),
  items: z.array(itemSchema),
});

export type Item = z.infer<typeof itemSchema>;
export type Plan = z.infer<typeof planSchema>;

/** Throws ConfigurationError, which names the file, the key and the remedy. */
export function parsePlan(text: string, file: string): Plan {
  const parsed = planSchema.safeParse(jsonOf(text, file));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'the whole file'}: ${message}`,
  );
  throw new ConfigurationError(`Plan ${file} cannot be used: ${problems.join('; ')}; ${REMEDY}`);
}

const REMEDY = 'make it again with "plan add … --out"';

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new ConfigurationError(`Plan ${file} is not JSON: ${messageOf(thrown)}; ${REMEDY}`);
  }
}
