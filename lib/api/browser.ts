/** What only browsers get: pages instead of problem details, compressed answers, script, icons. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { compress } from 'hono/compress';
import { secureHeaders } from 'hono/secure-headers';
import { iconFile } from '../report/page/layout.ts';
import { problemPage } from '../report/page/problemPage.ts';
import { SCRIPT } from '../report/page/script.ts';
import { STYLE_SOURCE } from '../report/page/style.ts';
import { STATUSES_WORST_FIRST } from '../report/statusOrder.ts';

/** Whether the client shows pages. Others get JSON. */
export function isBrowser({ req }: Context): boolean {
  return (req.header('Accept') ?? '').includes('text/html');
}

/** From the path of a request to the overview. Works behind a prefix that a proxy strips. */
export function rootOf(path: string): string {
  const depth = path.split('/').length - 2;
  return depth > 0 ? '../'.repeat(depth) : './';
}

/** The same problem as a page, if the client shows pages. */
export async function problemFor(context: Context, response: Response): Promise<Response> {
  if (!isBrowser(context)) return response;
  const {
    title,
    detail,
    errors = [],
  } = (await response.json()) as {
    readonly title: string;
    readonly detail: string;
    readonly errors?: readonly { readonly path: string; readonly detail: string }[];
  };
  const parts = [detail, ...errors.map((one) => `${one.path}: ${one.detail}`)];
  const page = problemPage({ title, detail: parts.join('; '), root: rootOf(context.req.path) });
  const headers = new Headers(response.headers);
  headers.set('Content-Type', 'text/html; charset=UTF-8');
  return new Response(String(page), { status: response.status, headers });
}

export function addHeaders(app: OpenAPIHono): void {
  const [none, own] = [["'none'"], ["'self'"]];
  const contentSecurityPolicy = {
    defaultSrc: none,
    styleSrc: [STYLE_SOURCE],
    scriptSrc: own,
    connectSrc: own,
    imgSrc: own,
    baseUri: none,
    formAction: own,
    frameAncestors: none,
  };
  app.use(
    secureHeaders({
      contentSecurityPolicy,
      strictTransportSecurity: 'max-age=15552000',
      xFrameOptions: 'DENY',
      // Without a referrer, browsers would not name the origin of a form.
      referrerPolicy: 'same-origin',
    }),
  );
  app.use(compress());
  app.use(async (context, next) => {
    await next();
    if (!context.res.headers.has('Cache-Control')) context.header('Cache-Control', 'no-store');
  });
}

const MINUTES = 5;

/** Script and icons, the same for everybody. They hold nothing that a token protects. */
export function addAssets(app: OpenAPIHono): void {
  const headers = { 'Cache-Control': `max-age=${MINUTES * 60}` };
  app.get('/page.js', (context) =>
    context.body(SCRIPT, 200, { ...headers, 'Content-Type': 'text/javascript; charset=utf-8' }),
  );
  for (const status of STATUSES_WORST_FIRST)
    app.get(`/icons/${status}.svg`, (context) =>
      context.body(iconFile(status), 200, { ...headers, 'Content-Type': 'image/svg+xml' }),
    );
}
