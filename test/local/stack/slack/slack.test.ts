import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SlackStandIn, startSlack } from '../../../../local/stack/slack/slack.ts';

const header = (text: string) => ({ type: 'header', text: { type: 'plain_text', text } });
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

let slack: SlackStandIn;
let told: string[];

beforeEach(async () => {
  told = [];
  slack = await startSlack({ port: 0, onMessage: ({ text = '' }) => told.push(text) });
});
afterEach(() => slack[Symbol.asyncDispose]());

function post(message: unknown, init: RequestInit = {}): Promise<Response> {
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  return fetch(slack.webhookUrl, { method: 'POST', body, ...init });
}

async function answerTo(message: unknown): Promise<string> {
  const response = await post(message);
  return `${response.status} ${await response.text()}`;
}

describe('startSlack', () => {
  it('takes a message and shows it as JSON and to whoever listens', async () => {
    expect(await answerTo({ text: 'archive is down', blocks: [header('archive is down')] })).toBe(
      '200 ok',
    );
    const shown = await (await fetch(`${slack.url}/messages`)).json();
    expect(shown).toMatchObject([{ message: { text: 'archive is down' } }]);
    expect(told).toEqual(['archive is down']);
  });

  it('shows messages on its page, newest first, with everything escaped', async () => {
    await post({ blocks: [header('first <script>alert(1)</script>')] });
    await post({
      text: 'second',
      attachments: [
        {
          color: '#c00"><script>',
          blocks: [
            section('a &lt;b&gt; &amp; c'),
            { type: 'section', fields: [{ type: 'mrkdwn', text: 'field' }] },
            { type: 'divider' },
            { type: 'context', elements: [{ type: 'mrkdwn', text: 'seen from here' }] },
            {
              type: 'actions',
              elements: [
                {
                  type: 'button',
                  text: { type: 'plain_text', text: 'Page' },
                  url: 'http://127.0.0.1/',
                },
                {
                  type: 'button',
                  text: { type: 'plain_text', text: 'Bad' },
                  url: 'javascript:alert(1)',
                },
              ],
            },
            { type: 'rich_text', elements: [{ type: 'rich_text_preformatted' }] },
          ],
        },
      ],
    });
    await post({ text: 'third <img>' });
    const page = await (await fetch(slack.url)).text();
    expect(page).toContain('3 messages');
    expect(page.indexOf('third &lt;img&gt;')).toBeLessThan(page.indexOf('first &lt;script&gt;'));
    expect(page).toContain('<p>a &lt;b&gt; &amp; c</p>');
    expect(page).toContain('href="http://127.0.0.1/"');
    expect(page).not.toMatch(/<script>|javascript:|<img>/);
  });

  it('says on its page that nothing came yet', async () => {
    expect(await (await fetch(slack.url)).text()).toContain('No messages yet.');
  });

  it.each([
    ['what is no JSON', 'text', '400 invalid_payload'],
    ['a message without content', {}, '400 no_text'],
    ['a header that is too long', { blocks: [header('x'.repeat(151))] }, '400 invalid_blocks: '],
    ['a section that is too long', { blocks: [section('x'.repeat(3001))] }, '400 invalid_blocks: '],
    ['an empty text', { blocks: [section('')] }, '400 invalid_blocks: '],
    [
      'too many blocks',
      { blocks: Array.from({ length: 51 }, () => section('x')) },
      '400 invalid_blocks: ',
    ],
    [
      'too many characters',
      { blocks: Array.from({ length: 5 }, () => section('x'.repeat(2900))) },
      '400 msg_blocks_too_long: ',
    ],
    ['a block of an unknown kind', { blocks: [{ type: 'table' }] }, '400 invalid_blocks: '],
  ])('refuses %s, as Slack does', async (_what, message, answer) => {
    expect(await answerTo(message)).toContain(answer);
    expect(slack.messages).toEqual([]);
  });

  it('refuses a webhook that it does not know, as Slack does', async () => {
    const response = await fetch(`${slack.url}/services/T0/B0/other`, {
      method: 'POST',
      body: '{"text":"x"}',
    });
    expect([response.status, await response.text()]).toEqual([404, 'no_service']);
  });

  it('applies a fault the given number of times, and counts the attempts', async () => {
    slack.setFault({ kind: 'too-many', retryAfterSeconds: 7 }, 1);
    const refused = await post({ text: 'x' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
    slack.setFault({ kind: 'server-error' }, 1);
    expect(await answerTo({ text: 'x' })).toBe('500 server_error');
    slack.setFault({ kind: 'refuse', reason: 'no_team' });
    expect(await answerTo({ text: 'x' })).toBe('400 no_team');
    slack.setFault(undefined);
    expect(await answerTo({ text: 'x' })).toBe('200 ok');
    expect([slack.attempts(), slack.messages.length]).toEqual([4, 1]);
  });

  it('hangs until the sender gives up, and shows nothing', async () => {
    slack.setFault({ kind: 'hang' });
    await expect(post({ text: 'x' }, { signal: AbortSignal.timeout(50) })).rejects.toThrow(
      'timeout',
    );
    expect(slack.messages).toEqual([]);
  });
});
