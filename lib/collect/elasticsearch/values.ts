/** Numbers and times of answers, brought within what a result can hold. */
import * as z from 'zod';
import { instantOf } from '../../instant.ts';

const FIRST = '0000-01-01T00:00:00.000Z';
const LAST = '9999-12-31T23:59:59.999Z';

/** A count; a fraction or a negative one becomes the nearest that can be. */
export const countSchema = z
  .number()
  .transform((count) => Math.trunc(Math.min(Math.max(count, 0), Number.MAX_SAFE_INTEGER)));

/**
 * Milliseconds since 1970 → ISO time; one before year 0 or after 9999 becomes the first or last.
 */
export const epochMsSchema = z.number().transform((ms) => {
  const within = Math.min(Math.max(ms, Date.parse(FIRST)), Date.parse(LAST));
  return instantOf(new Date(within));
});

/**
 * Java writes years of more than four digits with a sign, and with fewer digits than Date knows.
 */
export const timeSchema = z.string().transform((text, context) => {
  if (text.startsWith('+')) return LAST;
  if (text.startsWith('-')) return FIRST;
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return instantOf(time);
  context.addIssue({ code: 'custom', message: 'Invalid input: expected date', input: text });
  return z.NEVER;
});
