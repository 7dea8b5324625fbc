/** Answers of real clusters. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';

const recordingSchema = z.object({ request: z.string(), status: z.number().optional(), body: z.unknown().optional() });

/** `name` is `scenario/file`, without `.json`. */
export function recording(name: string): { request: string; status: number | undefined; body: unknown } {
  const file = new URL(`../../fixtures/recordings/${name}.json`, import.meta.url);
  const { request, status, body } = recordingSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { request, status, body };
}
