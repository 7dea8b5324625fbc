/** Answers of real clusters. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const FOLDER = new URL('../../../fixtures/recordings/', import.meta.url);

const recordingSchema = z.object({
  request: z.string(),
  status: z.number().nullish(),
  body: z.unknown().optional(),
});

/** `name` is `scenario/file`, without `.json`. */
export function recording(name: string): {
  request: string;
  status: number | undefined;
  body: unknown;
} {
  const file = new URL(`${name}.json`, FOLDER);
  const { request, status, body } = recordingSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return { request, status: status ?? undefined, body };
}

/** The names of all recordings whose file name matches, such as `*search`. */
export function recordingNames(pattern: string): string[] {
  return globSync(`*/${pattern}.json`, { cwd: fileURLToPath(FOLDER) })
    .map((file) => file.replace(/\.json$/, ''))
    .toSorted();
}
