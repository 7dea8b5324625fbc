import { it } from 'vitest';
import { createWaker } from '../../lib/cli/watch.ts';

const LATER = new Date(Date.now() + 3_600_000);

it('the waker sleeps until the time, and not at all where it has passed', async () => {
  const waker = createWaker(new AbortController().signal);
  await waker.sleepUntil(new Date(Date.now() + 5));
  await waker.sleepUntil(new Date(0));
});

it('the waker is woken', async () => {
  const waker = createWaker(new AbortController().signal);
  waker.wake();
  const sleep = waker.sleepUntil(LATER);
  waker.wake();
  await sleep;
});

it('the waker sleeps no more once the signal has aborted', async () => {
  const ended = new AbortController();
  const waker = createWaker(ended.signal);
  const sleep = waker.sleepUntil(LATER);
  ended.abort();
  await sleep;
  await waker.sleepUntil(LATER);
});
