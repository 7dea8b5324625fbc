/** Who delivers one message to a channel, so that a message that arrives twice is sent once. */
import { messageOf } from '../errors.ts';
import { deliveryKey, expiryAfter } from './keys.ts';
import type { Access, Row } from './table.ts';

const KEPT_DAYS = 7;

export interface SendOnceOptions {
  /** Where to: `slack`. */
  readonly channel: string;
  /** Of the message; the same for each of its deliveries. */
  readonly id: string;
  readonly now: () => Date;
  /** After so long somebody else may try, as whoever began must have died. */
  readonly leaseMs: number;
}

/** The lease of a message that was delivered never ends. */
const DELIVERED = Number.MAX_SAFE_INTEGER;

export async function sendOnce(
  { table, onProblem }: Access,
  options: SendOnceOptions,
  send: () => Promise<void>,
): Promise<'sent' | 'sent-before'> {
  const { channel, id, now, leaseMs } = options;
  const at = now().getTime();
  const key = deliveryKey(channel, id);
  const isOurs = await table.put(receipt(options, at + leaseMs), { rankBelow: at });
  if (!isOurs) {
    if ((await table.get(key))?.rank === DELIVERED) return 'sent-before';
    throw new Error(`Message ${id} is being sent to ${channel} by another invocation`);
  }
  const remember = (written: Promise<unknown>) =>
    written.catch((thrown: unknown) => {
      const what = `Message ${id} to ${channel} may be sent twice, as the store cannot remember it`;
      onProblem(new Error(`${what}: ${messageOf(thrown)}`, { cause: thrown }));
    });
  try {
    await send();
  } catch (thrown) {
    await remember(table.delete(key));
    throw thrown;
  }
  await remember(table.put(receipt(options, DELIVERED)));
  return 'sent';
}

function receipt({ channel, id, now }: SendOnceOptions, rank: number): Row {
  const expiresAt = expiryAfter(KEPT_DAYS, now());
  return { ...deliveryKey(channel, id), rank, body: '{}', expiresAt };
}
