import type { Context } from 'hono';
import { RELOAD_SECONDS } from '../report/page/reloading.ts';

/** Asks the browser to come again, unless its user has stopped that. */
export function reloads(context: Context): boolean {
  const isReloading = context.req.query('reload') !== 'off';
  if (isReloading) context.header('Refresh', String(RELOAD_SECONDS));
  return isReloading;
}
