/**
 * The function alert in a process of its own, so that it can be held to a share of a processor: for
 * each message it runs once and answers with what it threw, if anything. Logs go to standard
 * output.
 */
import { messageOf } from '../../lib/errors.ts';
import { lambdaContext } from '../../test/support/lambdaContext.ts';
import { putForward } from './clock.ts';

export interface AlertQuestion {
  /** How far its clock is ahead. */
  readonly aheadMs: number;
  readonly timeoutMs: number;
}

export interface AlertAnswer {
  readonly problem?: string;
}

const { handler } = await import('../../functions/alert.ts');

process.on('message', async ({ aheadMs, timeoutMs }: AlertQuestion) => {
  putForward(aheadMs);
  const answer: AlertAnswer = await handler({}, lambdaContext(timeoutMs)).then(
    () => ({}),
    (thrown: unknown) => ({ problem: messageOf(thrown) }),
  );
  process.send?.(answer);
});
process.send?.({});
