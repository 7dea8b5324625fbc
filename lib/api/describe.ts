/** What the descriptions of routes have in common. */
import { bodyLimit } from 'hono/body-limit';
import type * as z from 'zod';
import { problem, problemSchema } from './problem.ts';

export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

export function problemOf(description: string) {
  return { description, content: { 'application/problem+json': { schema: problemSchema } } };
}

export const ALWAYS = { 401: problemOf('The token is missing or wrong'), 500: problemOf('The program failed') };

export const SECURITY = [{ bearer: [] }, { basic: [] }];

const MAX_BODY_BYTES = 64 * 1024;
export const limitBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw problem(413, `The body of the request is larger than ${MAX_BODY_BYTES} bytes`);
  },
});
