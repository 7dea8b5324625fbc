/**
 * Brings events to the channels: first as messages that wait for each channel, then to the channel
 * itself. So a channel that is down keeps nothing from the others.
 */
import { alertRun } from '../alert/alertRun.ts';
import { deliver, type OpenChannel } from '../alert/channels.ts';
import { type AlertTargets, alertTargets } from '../alert/registryChannels.ts';
import { type PreparedMessage, parsedMessage } from '../alert/topic.ts';
import { wordsOf } from '../alert/words/alertWords.ts';
import { messageOf } from '../errors.ts';
import type { Registry } from '../registry/schema.ts';
import type { SecretResolvers } from '../registry/secret.ts';
import type { AlertStore, DeliveryStore, Mail } from '../store/store.ts';
import type { Log } from './log.ts';

export interface AlerterOptions {
  readonly registry: () => Registry;
  readonly alerts: AlertStore;
  readonly delivery: DeliveryStore;
  readonly secrets: SecretResolvers;
  readonly log: Log;
  readonly now: () => Date;
  /** How long the latest event waits for others. */
  readonly settleMs: number;
}

export interface Alerter {
  /** Sends what waits. Failures are logged, and what failed waits for the next time. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** All attempts to send one message to one channel. */
const SEND_MS = 30_000;
/** Nobody else delivers: what was begun and not ended was begun by a process that has died. */
const LEASE_MS = 0;
/** A channel that fails is left alone, each time longer. */
const PAUSE_MS = { first: 10_000, longest: 300_000 } as const;

/** When a channel that failed is tried again. */
interface Pause {
  readonly until: number;
  readonly lastMs: number;
}

/** What runs need beside what a caller gives. */
interface Running extends AlerterOptions {
  readonly targets: () => AlertTargets;
}

export function createAlerter(given: AlerterOptions): Alerter {
  const options: Running = { ...given, targets: targetsOf(given.registry) };
  const { registry, alerts: store, log, now, settleMs, targets } = options;
  const pauses = new Map<string, Pause>();
  const isSettled = settling({ store, settleMs, now });
  const put = putter(options);
  return {
    run: async (signal) => {
      try {
        if (await isSettled())
          await alertRun({
            store,
            settleMs: 0,
            signal,
            now,
            registry: async () => registry(),
            publish: put,
            logger: log,
            onProblem: log.problem,
          });
        await Promise.all(
          targets().channels.map((channel) => emptyBox(channel, { options, pauses, signal })),
        );
      } catch (thrown) {
        if (!signal.aborted) log.problem(thrown);
      }
    },
  };
}

/** The channels of the registry in force, opened once for each version of it. */
function targetsOf(registry: () => Registry): () => AlertTargets {
  let last: { readonly of: Registry; readonly targets: AlertTargets } | undefined;
  return () => {
    const of = registry();
    if (last?.of !== of) last = { of, targets: alertTargets(of.alerts) };
    return last.targets;
  };
}

/** Events that go on and on must not wait for ever. */
const MOST_SETTLES = 3;

/** Whether the latest event has waited for others, or the first one for long enough. */
function settling({
  store,
  settleMs,
  now,
}: {
  readonly store: AlertStore;
  readonly settleMs: number;
  readonly now: () => Date;
}): () => Promise<boolean> {
  let since: number | undefined;
  return async () => {
    const at = now().getTime();
    const { latestAt } = await store.waiting();
    const youngMs = latestAt === undefined ? settleMs : Math.abs(at - Date.parse(latestAt));
    since ??= at;
    if (youngMs < settleMs && at - since < MOST_SETTLES * settleMs) return false;
    since = undefined;
    return true;
  };
}

/** Has a message wait for each channel; without any, or if no route matches, it goes to the log. */
function putter(options: Running): (prepared: PreparedMessage) => Promise<void> {
  const { targets, delivery, log, now } = options;
  let lastMs = 0;
  return async ({ message: text }) => {
    const { channelsFor, statusPageUrl } = targets();
    const message = parsedMessage(text);
    const channels = channelsFor(message);
    if (channels.length === 0) {
      const { headline, incidentIds } = wordsOf(message, { statusPageUrl });
      const { state, who, cause } = headline;
      log.warn(`Alert: ${state}: ${who}`, { cause, event: message.kind, incidentIds });
    }
    // No two at the same time, as this is what they are ordered by.
    lastMs = Math.max(lastMs + 1, now().getTime());
    const mail = { id: message.id, text, now: new Date(lastMs) };
    for (const { name } of channels) await delivery.putMail(name, mail);
  };
}

interface BoxOptions {
  readonly options: Running;
  readonly pauses: Map<string, Pause>;
  readonly signal: AbortSignal;
}

/** Failures of different messages from which on it is the channel that fails. */
const MOST_FAILURES = 2;

/**
 * Sends what waits for a channel. A message that it does not take holds back those about the same
 * incidents, so that nothing is resolved before it was opened, and no others.
 */
async function emptyBox(channel: OpenChannel, box: BoxOptions): Promise<void> {
  const { options, pauses } = box;
  const { delivery, now } = options;
  const pause = pauses.get(channel.name);
  if (pause !== undefined && now().getTime() < pause.until) return;
  const held = new Set<string>();
  let failures = 0;
  for (const mail of await delivery.waitingMail(channel.name)) {
    const { incidentIds } = parsedMessage(mail.text);
    if (incidentIds.some((id) => held.has(id))) continue;
    const isSent = await tryToSend(channel, mail, { ...box, pause });
    if (isSent) continue;
    failures += 1;
    for (const id of incidentIds) held.add(id);
    if (box.signal.aborted || failures >= MOST_FAILURES) return;
  }
}

interface Attempt extends BoxOptions {
  readonly pause: Pause | undefined;
}

async function tryToSend(channel: OpenChannel, mail: Mail, attempt: Attempt): Promise<boolean> {
  try {
    attempt.signal.throwIfAborted();
    await send(channel, mail, attempt);
    attempt.pauses.delete(channel.name);
    return true;
  } catch (thrown) {
    if (!attempt.signal.aborted) await onFailure(channel, mail, { attempt, thrown });
    return false;
  }
}

/** A message that a channel has refused for so long is given up. */
const GIVE_UP_MS = 86_400_000;

interface Failed {
  readonly attempt: Attempt;
  readonly thrown: unknown;
}

async function onFailure(
  { name, title }: OpenChannel,
  { id, at }: Mail,
  { attempt: { options, pauses, pause }, thrown }: Failed,
): Promise<void> {
  const { log, now, delivery } = options;
  const nowMs = now().getTime();
  const why = messageOf(thrown);
  if (nowMs - Date.parse(at) > GIVE_UP_MS) {
    await delivery.removeMail(name, id);
    log.error(`${title} has not taken an alert for a day, which is given up: ${why}`, { id });
    return;
  }
  const lastMs = Math.min(PAUSE_MS.longest, (pause?.lastMs ?? PAUSE_MS.first / 2) * 2);
  pauses.set(name, { until: nowMs + lastMs, lastMs });
  log.error(`${title} did not take an alert: ${why}`, { id, retrySeconds: lastMs / 1000 });
}

async function send(channel: OpenChannel, { id, text }: Mail, box: BoxOptions): Promise<void> {
  const { options, signal } = box;
  const { delivery, secrets, log, now, targets } = options;
  await deliver(text, {
    channels: [channel],
    statusPageUrl: targets().statusPageUrl,
    secrets,
    signal: AbortSignal.any([signal, AbortSignal.timeout(SEND_MS)]),
    once: (name, messageId, act) =>
      delivery.sendOnce({ channel: name, id: messageId, now, leaseMs: LEASE_MS }, act),
    onSent: ({ title }, { kind: event }, outcome) =>
      log.info(`${title} message sent`, { id, event, outcome }),
  });
  await delivery.removeMail(channel.name, id);
}
