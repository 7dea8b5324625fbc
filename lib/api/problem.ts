/** Problem details (RFC 9457), which all errors are answered with. */
import { STATUS_CODES } from 'node:http';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import * as z from 'zod';
import { formatPath } from '../registry/path.ts';

export const problemSchema = z
  .strictObject({
    type: z.literal('about:blank'),
    title: z.string().describe('The HTTP status in words'),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(
        z.strictObject({
          in: z.string().describe('body or query'),
          path: z.string(),
          detail: z.string(),
        }),
      )
      .optional()
      .describe('What is wrong with the request, and where'),
  })
  .meta({ id: 'Problem' });

interface ProblemOptions {
  readonly errors?: readonly {
    readonly in: string;
    readonly path: string;
    readonly detail: string;
  }[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** To be thrown by what answers a request. */
export function problem(
  status: ContentfulStatusCode,
  detail: string,
  options: ProblemOptions = {},
): HTTPException {
  return new HTTPException(status, {
    message: detail,
    res: problemResponse(status, detail, options),
  });
}

function problemResponse(
  status: number,
  detail: string,
  { errors, headers }: ProblemOptions = {},
): Response {
  const body = { type: 'about:blank', title: STATUS_CODES[status], status, detail, errors };
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, 'Content-Type': 'application/problem+json' },
  });
}

/**
 * The answer to whatever was thrown. What is not meant for the caller goes to `logError` instead.
 */
export function answerError(error: Error, logError: (error: unknown) => void): Response {
  if (error instanceof HTTPException)
    return error.res ?? problemResponse(error.status, error.message);
  logError(error);
  return problemResponse(500, 'The program failed; its log says why');
}

interface Validation {
  readonly target: string;
  readonly success: boolean;
  readonly error?: z.core.$ZodError;
}

/** The hook of zod-openapi: throws where the request does not fit the schema. */
export function refuseInvalid({ target, error }: Validation, _context: Context): void {
  if (error === undefined) return;
  const place = target === 'json' ? 'body' : target;
  const errors = error.issues.map(({ path, message }) => ({
    in: place,
    path: formatPath(path),
    detail: message,
  }));
  throw problem(400, `The ${place} of the request cannot be used`, { errors });
}
