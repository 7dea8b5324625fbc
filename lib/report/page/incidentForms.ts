/**
 * Forms that change something. They work without JavaScript, and carry a token that only a page of
 * the checker can hold.
 */
import { html } from 'hono/html';
import type { Acknowledgement } from '../../state/incident/incident.ts';
import type { StoredRemote } from '../../store/remotes.ts';
import type { Html } from './layout.ts';
import { remotePath } from './words.ts';

/** The token of the form that posts to a path of the site. */
export type FormTokens = (path: string) => string;

/** Hours for which an incident can be acknowledged. */
export const HOURS = { 1: '1 hour', 4: '4 hours', 24: '1 day', 168: '7 days' } as const;

export function actionPath(id: string, action: 'acknowledge' | 'unacknowledge'): string {
  return `incidents/${encodeURIComponent(id)}/${action}`;
}

export function acceptPath(remote: Pick<StoredRemote, 'cluster' | 'alias'>): string {
  return `${remotePath(remote)}/accept-identity`;
}

export interface IncidentFormOptions {
  readonly tokens: FormTokens;
  readonly acknowledged: Acknowledgement | undefined;
}

export function incidentForm(id: string, { tokens, acknowledged }: IncidentFormOptions): Html {
  if (acknowledged !== undefined) {
    const path = actionPath(id, 'unacknowledge');
    return form('Take the acknowledgement back', path, { root: '', token: tokens(path), id });
  }
  const hours = html`<label>For <select name="hours">${Object.entries(HOURS).map(([value, words]) => html`<option value="${value}"${value === '4' ? html` selected` : ''}>${words}</option>`)}</select></label>`;
  const path = actionPath(id, 'acknowledge');
  return form('Acknowledge', path, { root: '', token: tokens(path), id, fields: hours });
}

/** Causes and findings that end when the identity is accepted. */
const IDENTITY_CODES = ['identity-changed', 'cluster-replaced', 'certificate-issuer-changed'];

/** Empty unless the latest check found another remote cluster, or another issuer, than before. */
export function acceptForm({ cluster, alias, result }: StoredRemote, tokens?: FormTokens): Html {
  const codes = [result.cause, ...result.findings].map(({ code }) => code);
  if (tokens === undefined || !codes.some((code) => IDENTITY_CODES.includes(code))) return html``;
  const path = acceptPath({ cluster, alias });
  return html`<section class="card to-act"><h2>Was this change planned?</h2>
<p class="words">If it was, accept what the latest check saw. Later checks are compared with it, and an incident about the change ends.</p>
${form('Accept the identity', path, { root: '../../', token: tokens(path), id: 'identity' })}</section>`;
}

interface FormParts {
  readonly root: string;
  readonly token: string;
  /** Unique on the page. */
  readonly id: string;
  readonly fields?: Html;
}

function form(title: string, path: string, { root, token, id, fields }: FormParts): Html {
  return html`<details class="act" data-key="act-${id}"><summary>${title}</summary>
<form method="post" action="${root}${path}">
<input type="hidden" name="token" value="${token}">
<label>Your name <input type="text" name="by" required maxlength="100" autocomplete="name"></label>
<label class="wide">Reason <input type="text" name="why" required maxlength="500"></label>
${fields ?? ''}<button type="submit" class="main">${title}</button>
</form></details>`;
}
