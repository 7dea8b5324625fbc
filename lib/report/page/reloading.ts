import { html } from 'hono/html';
import type { Html } from './layout.ts';
import { moment } from './words.ts';

/** Seconds until a page is asked for anew, by the header `Refresh`: without a script, and so that who reads slowly can have it stopped. */
export const RELOAD_SECONDS = 60;

export interface Reloading {
  readonly now: Date;
  readonly isReloading: boolean;
  /** The other parameters of the page's address, encoded, with `&` between them. */
  readonly query: string;
}

export function reloading({ now, isReloading, query }: Reloading): Html {
  const rest = query === '' ? '' : `${query}&`;
  const as = html`As of ${moment(now.toISOString())}.`;
  return isReloading
    ? html`<p class="quiet">${as} This page reloads itself every minute. <a href="?${rest}reload=off">Stop that</a></p>`
    : html`<p class="quiet">${as} This page does not reload itself. <a href="?${query}">Reload every minute</a></p>`;
}
