import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { Secret } from '../registry/secret.ts';
import { problem } from './problem.ts';

const REALM = 'remote-cluster-checker';
/**
 * One header, as the answer of a Lambda function has no two of a name; Basic first, since Chromium
 * looks at the first scheme only.
 */
const CHALLENGE = `Basic realm="${REALM}", charset="UTF-8", Bearer realm="${REALM}"`;

/**
 * Lets requests pass that present the token: as Bearer token, or, for browsers, as Basic password
 * of any user.
 */
export function authenticate(token: () => Promise<Secret>): MiddlewareHandler {
  return async (context, next) => {
    const presented = presentedToken(context.req.header('Authorization') ?? '');
    if (presented === '' || !isEqual(presented, (await token()).reveal()))
      throw problem(401, 'Present the token: as Bearer token, or as Basic password of any user', {
        headers: { 'WWW-Authenticate': CHALLENGE },
      });
    await next();
  };
}

/** Empty where none is presented. */
function presentedToken(authorization: string): string {
  const [, scheme = '', credentials = ''] = /^(bearer|basic) +(\S+) *$/i.exec(authorization) ?? [];
  return scheme.toLowerCase() === 'basic' ? passwordOf(credentials) : credentials;
}

/** Of the base64 of `user:password`; a password may have colons, a user may not. */
function passwordOf(credentials: string): string {
  const text = Buffer.from(credentials, 'base64').toString();
  return text.includes(':') ? text.slice(text.indexOf(':') + 1) : '';
}

/**
 * Takes the same time wherever the texts differ; digests, since the comparison demands the same
 * length.
 */
function isEqual(presented: string, expected: string): boolean {
  return timingSafeEqual(digest(presented), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
