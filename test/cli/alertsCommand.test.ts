import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../lib/cli/main.ts';
import { startSlack } from '../../local/stack/slack/slack.ts';
import { temporaryDirectory } from '../../local/stack/temporaryDirectory.ts';
import { fakeTerminal } from './fakeTerminal.ts';

const CLUSTERS = 'clusters: [{ name: eu, urls: ["http://127.0.0.1:1"], auth: none }]\n';

async function runTest(alerts: string, ...argv: string[]) {
  await using slack = await startSlack({ port: 0 });
  await using directory = await temporaryDirectory();
  writeFileSync(join(directory.path, 'clusters.yml'), `${CLUSTERS}${alerts}`);
  const env = { HOOK: slack.webhookUrl, GONE: `${slack.url}/gone` };
  const { terminal, written } = fakeTerminal({ workingDirectory: directory.path, env });
  const exitCode = await main(['alerts', 'test', ...argv], terminal);
  return { exitCode, ...written, texts: slack.messages.map(({ message }) => message.text) };
}

const BOTH = `alerts:
  channels:
    chat: { slack: { webhook: env:HOOK } }
    old: { slack: { webhook: env:GONE } }
`;

describe('alerts test', () => {
  it('sends a test and its end to each channel, and says which did not take it', async () => {
    const { exitCode, stdout, texts } = await runTest(BOTH);
    expect(exitCode).toBe(2);
    expect(stdout).toBe(
      'Slack (chat): test alert and its end sent\nSlack (old): not sent: Slack refused the message with HTTP 404: no_service\n',
    );
    expect(texts).toEqual([
      '🟠 DEGRADED: remote test of test. This is a test. Nothing is wrong',
      '🟢 RESOLVED: remote test of test. The test is over',
    ]);
  });

  it('tries only the channels that are named', async () => {
    const { exitCode, stdout } = await runTest(BOTH, 'chat');
    expect([exitCode, stdout]).toEqual([0, 'Slack (chat): test alert and its end sent\n']);
  });

  it.each([
    [BOTH, ['nowhere'], 'has no channel nowhere: its channels are chat, old'],
    ['', [], 'has no channels: write some below alerts.channels'],
    ['', ['-r', 'none.yml'], 'cannot be read'],
  ])('says what is missing in %j', async (alerts, argv, problem) => {
    const { exitCode, stderr } = await runTest(alerts, ...argv);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(problem);
  });
});
