import { expect, it } from 'vitest';
import { checkUntil } from '../../lib/cli/waiting.ts';
import { report } from '../support/results.ts';

async function waited(
  limitMs: number,
  enoughAt: number,
): Promise<{ checks: number; said: string }> {
  let [checks, said] = [0, ''];
  await checkUntil(
    async () => {
      checks += 1;
      return report([]);
    },
    { limitMs, pauseMs: 1, isEnough: () => checks >= enoughAt },
    {
      write: (text) => {
        said += text;
      },
    },
  );
  return { checks, said };
}

it('checkUntil ends with the first report that is good enough', async () => {
  expect(await waited(60_000, 3)).toEqual({ checks: 3, said: '' });
});

it('checkUntil checks once, and says that the time is over', async () => {
  expect(await waited(0, 3)).toEqual({
    checks: 1,
    said: 'Not all remotes are healthy after 0 s\n',
  });
});
