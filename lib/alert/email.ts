/** Alerts as e-mail, as text and as HTML, through an SMTP server. */

import { html } from 'hono/html';
import * as z from 'zod';
import { ConfigurationError } from '../errors.ts';
import { resolveSecret } from '../registry/secret.ts';
import { defineChannel, secretSetting } from './channel.ts';
import type { AlertMessage } from './topic.ts';
import type { AlertWords } from './words/alertWords.ts';
import {
  affectedLines,
  bodyOf,
  incidentList,
  plainFacts,
  titleOf,
  webLinks,
} from './words/plain.ts';

const ADDRESS = z.email('write an address such as oncall@example.com');

export const email = defineChannel({
  title: 'E-mail',
  settings: z.object({
    server: secretSetting.describe(
      'Reference to the URL of the SMTP server, such as smtps://user:password@smtp.example.com or smtp://smtp.example.com:587: env:NAME or file:path',
    ),
    from: ADDRESS.describe('Address of the sender'),
    to: z
      .preprocess(
        // An environment variable holds them with commas between them.
        (value) =>
          typeof value === 'string' ? value.split(',').map((each) => each.trim()) : value,
        z.array(ADDRESS, 'write a list of addresses').min(1, 'write at least one address'),
      )
      .describe('Addresses of the receivers'),
  }),
  render: (words, message) => emailMessage(words, message),
  send: async (message, { server, from, to }, { signal, secrets }) => {
    const url = URL.parse((await resolveSecret(server, secrets)).reveal());
    if (url === null || !/^smtps?:$/.test(url.protocol))
      throw new ConfigurationError(
        'The URL of the SMTP server is not valid: write smtps://user:password@host or smtp://host:587',
      );
    await sendMail(url, { from, to, ...message }, signal);
  },
});

export interface EmailMessage {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly references: string;
}

/** RFC 5322, 2.1.1: a line has at most 998 characters; a subject is folded far below. */
const SUBJECT_LENGTH = 200;
const ID_LENGTH = 100;

/** All mails about an incident refer to one id, so that mail programs show them as one thread. */
export function emailMessage(words: AlertWords, { id, incidentIds }: AlertMessage): EmailMessage {
  const thread = (name: string) =>
    `<${name.replaceAll(/[^\w.-]/g, '_').slice(0, ID_LENGTH)}@remote-cluster-checker>`;
  return {
    subject: titleOf(words, SUBJECT_LENGTH),
    text: bodyOf(words),
    html: htmlOf(words),
    messageId: thread(id),
    references: thread(incidentIds[0] ?? id),
  };
}

function htmlOf(words: AlertWords): string {
  const { evidence, unexplained, fix, affected } = words;
  const block = (title: string, text: string) =>
    text === '' ? '' : html`<h3>${title}</h3><pre style="white-space:pre-wrap">${text}</pre>`;
  return String(html`<!doctype html>
<html lang="en"><body style="font-family:sans-serif">
<h2>${titleOf(words, SUBJECT_LENGTH)}</h2>
<table>${plainFacts(words).map(
    ({ label, value }) =>
      html`<tr><th align="left" valign="top">${label}</th><td>${value}</td></tr>`,
  )}</table>
${block('Affected', affectedLines(affected).join('\n'))}
${block('Evidence', evidence)}
${block('Unexplained', unexplained)}
${block('How to fix', fix.map(({ text }) => text).join('\n\n'))}
<p>${webLinks(words).map(({ label, url }) => html`<a href="${url}">${label}</a> `)}</p>
<p><small>Incidents: ${incidentList(words)}</small></p>
</body></html>`);
}

const TIMEOUT_MS = 15_000;

/** An error of the library may show the password in the URL, so only its code and reply are shown. */
async function sendMail(url: URL, mail: object, signal: AbortSignal): Promise<void> {
  const { createTransport } = await import('nodemailer');
  const timeouts = {
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  };
  const transport = createTransport({
    host: url.hostname.replaceAll(/[[\]]/g, ''),
    port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587),
    secure: url.protocol === 'smtps:',
    // A password never crosses the network in clear text.
    requireTLS: url.username !== '' && url.protocol === 'smtp:',
    ...(url.username === ''
      ? {}
      : {
          auth: {
            user: decodeURIComponent(url.username),
            pass: decodeURIComponent(url.password),
          },
        }),
    ...timeouts,
  });
  const close = () => transport.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    await transport.sendMail(mail);
  } catch (thrown) {
    throw new Error(`The SMTP server did not take the e-mail: ${reasonOf(thrown)}`);
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

function reasonOf(thrown: unknown): string {
  const { code, responseCode } = Object(thrown) as { code?: unknown; responseCode?: unknown };
  if (typeof responseCode === 'number') return `it answered ${responseCode} (${String(code)})`;
  return typeof code === 'string' ? code : 'no answer';
}
