/**
 * The function alert in its own process, so that its share of a processor can be limited. For each
 * message it runs once and answers with its error, if any. Logs go to standard output.
 */
import { messageOf } from '../../lib/errors.ts';
import { lambdaContext } from '../../test/support/lambdaContext.ts';
import { putForward } from './clock.ts';

export interface AlertQuestion {
  /** Offset of its clock into the future. */
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
