import { describe, expect, it } from 'vitest';
import { email, emailMessage } from '../../lib/alert/email.ts';
import { wordsOf } from '../../lib/alert/words/alertWords.ts';
import type { IncidentEvent } from '../../lib/state/incident/incident.ts';
import { event, summary } from '../state/incident/events.ts';
import { HOSTILE } from '../support/results.ts';
import { startSmtp } from './smtpServer.ts';
import { messageOf, STATUS, sendTo } from './standIn.ts';

const TO = { from: 'checker@example.com', to: 'ann@example.com, bob@example.com' };

async function sent(events: IncidentEvent[], settings: Record<string, unknown> = {}) {
  await using smtp = await startSmtp();
  const env = { SMTP: `smtp://127.0.0.1:${smtp.port}` };
  const all = { server: 'env:SMTP', ...TO, ...settings };
  await sendTo(email, all, { message: messageOf(...events), env });
  return smtp.mails;
}

describe('e-mail', () => {
  it('goes to all addresses, as text and as HTML', async () => {
    const [mail] = await sent([event()]);
    expect(mail?.to).toEqual(['ann@example.com', 'bob@example.com']);
    expect(mail?.data).toMatch(/^Subject: FAILING: remote orders of eu/m);
    expect(mail?.data).toMatch(/^Content-Type: text\/plain/m);
    expect(mail?.data).toMatch(/^Content-Type: text\/html/m);
    expect(mail?.data).toMatch(/^References: <incident-1@remote-cluster-checker>$/m);
  });

  it('can be read', () => {
    const message = messageOf(event());
    expect(emailMessage(wordsOf(message, STATUS), message).text).toMatchInlineSnapshot(`
      "The remote refuses connections: connection-refused, error
      Since: 2026-11-24 00:00:00 UTC, for 2 min
      Remote: eu → orders
      Consequence: the only local node configured; searches return HTTP 200 without its data (skip_unavailable: true)
      Do first: Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration.

      Evidence:
      10.0.0.1:9300: connect refused

      Unexplained:
      cluster statistics: the answer was refused

      How to fix:
      Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects:

      GET _resolve/cluster/orders:*

      Links:
      Status page: https://status.example/remotes/eu/orders
      Documentation: https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters

      Seen from lambda in vpc-1 at 2026-11-24 00:00:00 UTC. Incidents: incident-1"
    `);
  });

  it('about many names them', () => {
    const message = messageOf(
      ...['a', 'b'].map((alias) => event({ id: alias, summary: summary({ alias }) })),
    );
    expect(emailMessage(wordsOf(message), message).text).toContain('Affected:\n');
  });

  it('takes whatever the texts are, and makes no markup of them', async () => {
    const text = `<b>${HOSTILE}\r\nBcc: x@example.com\r\n${'ä'.repeat(3000)}`;
    const hostile = summary({
      cluster: text,
      alias: text,
      title: text,
      evidence: text,
      fix: [{ kind: 'text', text }],
    });
    const [mail] = await sent([event({ summary: hostile, incidentId: text })]);
    expect(mail?.to).toHaveLength(2);
    expect(mail?.data).not.toMatch(/^Bcc:/m);
    const message = messageOf(event({ summary: hostile }));
    expect(emailMessage(wordsOf(message), message).html).not.toContain('<b>');
  });

  it('says with which code the server refused it', async () => {
    const refused = sent([event()], { to: ['ann@elsewhere.org'] });
    await expect(refused).rejects.toThrow(
      'The SMTP server did not take the e-mail: it answered 550',
    );
  });

  it.each([
    ['smtp://ann:hush@127.0.0.1:1', 'ESOCKET'],
    ['https://hush.example.com', 'The URL of the SMTP server is not valid'],
    ['hush', 'The URL of the SMTP server is not valid'],
  ])('says what is wrong with the server %s, without a secret', async (url, problem) => {
    const failed = sendTo(
      email,
      { server: 'env:SMTP', ...TO },
      {
        message: messageOf(event()),
        env: { SMTP: url },
      },
    );
    await expect(failed).rejects.toThrow(problem);
    await expect(failed).rejects.not.toThrow('hush');
  });

  it('sends no password to a server without TLS', async () => {
    await using smtp = await startSmtp();
    const failed = sendTo(
      email,
      { server: 'env:SMTP', ...TO },
      {
        message: messageOf(event()),
        env: { SMTP: `smtp://ann:hush@127.0.0.1:${smtp.port}` },
      },
    );
    await expect(failed).rejects.toThrow('The SMTP server did not take the e-mail');
    expect(smtp.mails).toEqual([]);
  });
});
