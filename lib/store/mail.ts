/**
 * Messages that wait for each channel, for a program that has no topic which fans them out. A
 * channel that is down keeps its own messages waiting, and those of no other channel.
 */
import * as z from 'zod';
import { byInstant, instantOf, instantSchema } from '../instant.ts';
import { expiryAfter, mailKey, mailPartition } from './keys.ts';
import { DamagedRowError, pack, unpack } from './packing.ts';
import type { Access } from './table.ts';

const mailSchema = z.object({
  /** Of the message; the same for each attempt. */
  id: z.string(),
  /** Time at which it was put. */
  at: instantSchema,
  /** As the alert topic would have it: JSON. */
  text: z.string(),
});
export type Mail = z.infer<typeof mailSchema>;

/** What no channel has taken by then is of no use any more. */
const KEPT_DAYS = 7;

/** Putting the same message again changes nothing. */
export async function putMail(
  { table }: Access,
  channel: string,
  { id, text, now }: { readonly id: string; readonly text: string; readonly now: Date },
): Promise<void> {
  const body = pack({ id, at: instantOf(now), text });
  const expiresAt = expiryAfter(KEPT_DAYS, now);
  await table.put({ ...mailKey(channel, id), rank: 1, body, expiresAt }, { rankBelow: 1 });
}

/** Oldest first. A damaged message is reported and deleted, as it cannot be sent. */
export async function waitingMail({ table, onProblem }: Access, channel: string): Promise<Mail[]> {
  const rows = await table.query({ pk: mailPartition(channel) });
  const read = rows.map(async (row) => {
    try {
      return [mailSchema.parse(unpack(row))];
    } catch (thrown) {
      onProblem(new DamagedRowError(row, thrown, 'it is deleted'));
      await table.delete(row);
      return [];
    }
  });
  const mail = (await Promise.all(read)).flat();
  return mail.toSorted((a, b) => byInstant(a.at, b.at));
}

export async function removeMail({ table }: Access, channel: string, id: string): Promise<void> {
  await table.delete(mailKey(channel, id));
}
