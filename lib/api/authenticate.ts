import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, HonoRequest, MiddlewareHandler } from 'hono';
import type { HTTPException } from 'hono/http-exception';
import { isBrowser } from './browser.ts';
import type { ApiDependencies } from './dependencies.ts';
import { createGuesses } from './guesses.ts';
import { problem } from './problem.ts';

const REALM = 'remote-cluster-checker';
/**
 * One header, as the answer of a Lambda function has no two of a name; Basic first, since Chromium
 * looks at the first scheme only.
 */
const CHALLENGE = `Basic realm="${REALM}", charset="UTF-8", Bearer realm="${REALM}"`;

/**
 * Lets requests pass that present a token: as Bearer token, or, for browsers, as Basic password
 * of any user. The token to read opens what changes nothing; the token to act opens all. An address that has presented too many wrong ones has to wait, whatever it presents:
 * otherwise the answer would still tell the right one.
 */
export function authenticate({
  token,
  actionToken,
  addressOf,
  now,
}: Pick<ApiDependencies, 'token' | 'actionToken' | 'addressOf' | 'now'>): MiddlewareHandler {
  const guesses = createGuesses(now);
  return async (context, next) => {
    const presented = presentedToken(context.req.header('Authorization') ?? '');
    if (presented === '') throw unauthorized();
    const address = addressOf?.(context);
    const wait = address === undefined ? undefined : guesses.waitSeconds(address);
    if (wait !== undefined) throw tooManyGuesses(wait);
    const isReader = isEqual(presented, (await token()).reveal());
    const isEnough = isReader && reads(context.req);
    // Not read where it is not needed: readers must not depend on it.
    if (isEnough || isEqual(presented, (await actionToken()).reveal())) return next();
    if (isReader) throw mayNotAct(context);
    if (address !== undefined) guesses.count(address);
    throw unauthorized();
  };
}

/** What is POST only since it takes a body, and neither changes nor asks anything. */
const READING = ['/preflight'];

function reads({ method, path }: Pick<HonoRequest, 'method' | 'path'>): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method) || READING.includes(path);
}

const READ = 'Present the token: as Bearer token, or as Basic password of any user';
const ACT = 'This token may read, but not act: present the action token';

function unauthorized(detail: string = READ): HTTPException {
  return problem(401, detail, {
    headers: { 'WWW-Authenticate': CHALLENGE },
  });
}

/** A browser asks its user for another token if the answer is 401. */
function mayNotAct(context: Context): HTTPException {
  return isBrowser(context) ? unauthorized(ACT) : problem(403, ACT);
}

function tooManyGuesses(seconds: number): HTTPException {
  const detail = `This address has presented too many wrong tokens; try again in ${seconds} s`;
  return problem(429, detail, { headers: { 'Retry-After': String(seconds) } });
}

/** Empty where none is presented. */
export function presentedToken(authorization: string): string {
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
