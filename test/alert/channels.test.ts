import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { defineChannel, secretSetting } from '../../lib/alert/channel.ts';
import {
  CHANNELS,
  channelsIn,
  type DeliverOptions,
  deliver,
  settingVariables,
} from '../../lib/alert/channels.ts';
import { type AlertMessage, alertMessage, MAX_BYTES } from '../../lib/alert/topic.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { localSecretResolvers, resolveSecret } from '../../lib/registry/secret.ts';
import { groupEvents } from '../../lib/state/incident/group.ts';
import { event } from '../state/incident/events.ts';

interface Posted {
  readonly to: string;
  readonly key: string;
  readonly line: string;
}

/** A whole channel: what a file of its own would hold. */
function blackboard(posted: Posted[]) {
  return defineChannel({
    title: 'Blackboard',
    settings: z.object({
      room: z.string('must be the name of a room'),
      chalkKey: secretSetting,
    }),
    render: ({ headline: { state, who }, incidentIds }) =>
      `${state}: ${who} [${incidentIds.join(', ')}]`,
    send: async (line, { room, chalkKey }, { secrets, signal }) => {
      signal.throwIfAborted();
      const key = (await resolveSecret(chalkKey, secrets)).reveal();
      posted.push({ to: room, key, line });
    },
  });
}

const ENVIRONMENT = {
  CHANNELS: 'blackboard',
  BLACKBOARD_ROOM: 'library',
  BLACKBOARD_CHALK_KEY: 'env:CHALK',
  CHALK: 'white',
};

function message(change: Partial<AlertMessage> = {}): string {
  const [group] = groupEvents([event()]);
  return JSON.stringify({ ...(group && alertMessage(group, MAX_BYTES)), ...change });
}

function options(change: Partial<DeliverOptions> = {}): DeliverOptions {
  return {
    channels: [],
    signal: new AbortController().signal,
    secrets: localSecretResolvers('.', ENVIRONMENT),
    once: async (_channel, _id, send) => send().then(() => 'sent'),
    onSent: vi.fn(),
    ...change,
  };
}

describe('a channel', () => {
  it('is one file and one line: a delivery reads its settings, renders the words and sends', async () => {
    const posted: Posted[] = [];
    const channels = channelsIn(ENVIRONMENT, { ...CHANNELS, blackboard: blackboard(posted) });
    const onSent = vi.fn<DeliverOptions['onSent']>();
    await deliver(message(), options({ channels, onSent }));
    expect(posted).toEqual([
      { to: 'library', key: 'white', line: 'FAILING: remote orders of eu [incident-1]' },
    ]);
    expect(
      onSent.mock.calls.map(([{ title }, { kind }, outcome]) => [title, kind, outcome]),
    ).toEqual([['Blackboard', 'opened', 'sent']]);
  });
});

describe('channelsIn', () => {
  const both = { ...CHANNELS, blackboard: blackboard([]) };

  it('opens each channel that is named, once', () => {
    const env = { ...ENVIRONMENT, CHANNELS: ' slack, blackboard,slack,', SLACK_WEBHOOK: 'ssm:/s' };
    expect(channelsIn(env, both).map(({ name, title }) => [name, title])).toEqual([
      ['slack', 'Slack'],
      ['blackboard', 'Blackboard'],
    ]);
  });

  it('knows Slack without being given a table', () => {
    const env = { CHANNELS: 'slack', SLACK_WEBHOOK: 'ssm:/s' };
    expect(channelsIn(env).map(({ name }) => name)).toEqual(['slack']);
  });

  it.each([
    [
      {},
      'Environment variable CHANNELS is missing: name one or more of slack, pagerduty, teams, opsgenie, email, webhook, blackboard',
    ],
    [
      { CHANNELS: ' , ' },
      'Environment variable CHANNELS is missing: name one or more of slack, pagerduty, teams, opsgenie, email, webhook, blackboard',
    ],
    [
      { CHANNELS: 'toString' },
      'Environment variable CHANNELS names toString: the channels are slack, pagerduty, teams, opsgenie, email, webhook, blackboard',
    ],
    [
      { CHANNELS: 'slack' },
      'Environment variable SLACK_WEBHOOK must be a secret reference: write env:NAME or file:path (in AWS ssm:/name or secretsmanager:id), not the secret itself',
    ],
    [
      { CHANNELS: 'blackboard', BLACKBOARD_CHALK_KEY: 'hush', BLACKBOARD_ROOM: '' },
      'Environment variable BLACKBOARD_ROOM must be the name of a room; Environment variable BLACKBOARD_CHALK_KEY must be a secret reference: write env:NAME or file:path (in AWS ssm:/name or secretsmanager:id), not the secret itself',
    ],
  ])('refuses %j, and shows no value of a setting', (env, problem) => {
    const thrown = caught(() => channelsIn(env, both));
    expect(thrown).toBeInstanceOf(ConfigurationError);
    expect(thrown).toMatchObject({ message: problem });
    expect(inspect(thrown, { depth: null })).not.toContain('hush');
  });
});

it('settingVariables are those of all channels', () => {
  const all = [
    'SLACK_WEBHOOK',
    'PAGERDUTY_ROUTING_KEY',
    'PAGERDUTY_URL',
    'TEAMS_WEBHOOK',
    'OPSGENIE_API_KEY',
    'OPSGENIE_URL',
    'EMAIL_SERVER',
    'EMAIL_FROM',
    'EMAIL_TO',
    'WEBHOOK_URL',
    'WEBHOOK_AUTHORIZATION',
    'WEBHOOK_HMAC_SECRET',
  ];
  expect(settingVariables()).toEqual(all);
  expect(settingVariables({ ...CHANNELS, blackboard: blackboard([]) })).toEqual([
    ...all,
    'BLACKBOARD_ROOM',
    'BLACKBOARD_CHALK_KEY',
  ]);
});

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (thrown) {
    return thrown;
  }
}

describe('deliver', () => {
  const failing = (problem: string) => ({
    name: problem,
    title: problem,
    send: () => Promise.reject(new Error(`${problem} refused the message`)),
  });

  it('reaches the other channels if one fails, and fails in the end', async () => {
    const sent = vi.fn(async () => undefined);
    const onSent = vi.fn();
    const channels = [failing('A'), { name: 'b', title: 'B', send: sent }, failing('C')];
    await expect(deliver(message(), options({ channels, onSent }))).rejects.toThrow(
      'A refused the message; C refused the message',
    );
    expect(sent).toHaveBeenCalledTimes(1);
    expect(onSent).toHaveBeenCalledTimes(1);
  });

  it('sends nothing to a channel that has the message, and says so', async () => {
    const send = vi.fn(async () => undefined);
    const onSent = vi.fn<DeliverOptions['onSent']>();
    const once = vi.fn(async () => 'before');
    const channels = [{ name: 'b', title: 'B', send }];
    await deliver(message({ id: 'm-1' }), options({ channels, onSent, once }));
    expect(send).not.toHaveBeenCalled();
    expect(once).toHaveBeenCalledWith('b', 'm-1', expect.any(Function));
    expect(onSent).toHaveBeenCalledWith(channels[0], expect.anything(), 'before');
  });

  it('sends the first part, which speaks for the others', async () => {
    const send = vi.fn(async () => undefined);
    const channels = [{ name: 'b', title: 'B', send }];
    for (const number of [1, 2, 3]) {
      const part = { number, of: 3, events: 2001, clusters: 7 };
      await deliver(message({ part }), options({ channels }));
    }
    expect(send).toHaveBeenCalledTimes(1);
  });

  it.each(['not JSON', '{"id":"x"}'])('refuses the text %j', async (text) => {
    await expect(deliver(text, options())).rejects.toThrow();
  });
});
