import { describe, expect, it, vi } from 'vitest';
import { lastValue } from '../../lib/aws/lastValue.ts';
import { ConfigurationError } from '../../lib/errors.ts';

/** A source that gives these answers one after another, with a clock in milliseconds. */
function source(...answers: readonly (string | Error)[]) {
  const left = [...answers];
  const clock = { now: 0 };
  const problems: string[] = [];
  const read = vi.fn(async () => {
    const answer = left.shift();
    if (typeof answer === 'string') return answer;
    throw answer;
  });
  const options = { read, maxAgeMs: () => 1000, now: () => clock.now };
  const onProblem = ({ message }: Error) => problems.push(message);
  return { clock, problems, read, value: lastValue({ ...options, onProblem }) };
}

describe('lastValue', () => {
  it('reads again when the value is old, and once for all who ask at the same time', async () => {
    const { value, clock, read } = source('old', 'new');
    expect(await Promise.all([value(), value()])).toEqual(['old', 'old']);
    clock.now = 999;
    expect(await value()).toBe('old');
    clock.now = 1000;
    expect(await Promise.all([value(), value()])).toEqual(['new', 'new']);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('throws if there is no last value, and reads again for the next caller', async () => {
    const { value, problems } = source(new Error('Rate exceeded'), 'first');
    await expect(value()).rejects.toThrow('Rate exceeded');
    expect(await value()).toBe('first');
    expect(problems).toEqual([]);
  });

  it('gives the last value if it cannot be read again, says so, and tries again at once', async () => {
    const { value, clock, problems } = source('last', new Error('Rate exceeded'), 'new');
    await value();
    clock.now = 1000;
    expect(await value()).toBe('last');
    expect(problems).toEqual(['Rate exceeded; its last value is used']);
    expect(await value()).toBe('new');
  });

  it('does not use a value that is not there any more', async () => {
    const gone = new ConfigurationError('No such secret');
    const { value, clock } = source('last', gone, new Error('Rate exceeded'));
    await value();
    clock.now = 1000;
    await expect(value()).rejects.toBe(gone);
    await expect(value()).rejects.toThrow('Rate exceeded');
  });

  it('gives the last value to whoever would wait too long, and the new one later', async () => {
    let answer: (text: string) => void = () => undefined;
    const slow = () => new Promise<string>((resolve) => (answer = resolve));
    const reads = [async () => 'last', slow];
    const read = () => reads.shift()?.() ?? Promise.reject(new Error('No more'));
    let now = 0;
    const value = lastValue({ read, maxAgeMs: () => 1000, now: () => now, patienceMs: 1 });
    await value();
    now = 1000;
    expect(await value()).toBe('last');
    answer('new');
    await expect.poll(value).toBe('new');
  });

  it('does not end the process if nobody waits for the refusal', async () => {
    let refuse: (problem: Error) => void = () => undefined;
    const slow = () => new Promise<string>((_resolve, reject) => (refuse = reject));
    const reads = [async () => 'last', slow, async () => 'back'];
    const read = () => reads.shift()?.() ?? Promise.reject(new Error('No more'));
    let now = 0;
    const value = lastValue({ read, maxAgeMs: () => 1000, now: () => now, patienceMs: 1 });
    await value();
    now = 1000;
    expect(await value()).toBe('last');
    refuse(new ConfigurationError('No such secret'));
    await expect.poll(value).toBe('back');
  });

  it('warns if nobody else is to be told', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const answers = ['last', new Error('Rate exceeded')];
    const read = async () => {
      const answer = answers.shift();
      if (typeof answer === 'string') return answer;
      throw answer;
    };
    let now = 0;
    const value = lastValue({ read, maxAgeMs: () => 1000, now: () => now });
    await value();
    now = 1000;
    expect(await value()).toBe('last');
    expect(warned.mock.calls).toMatchObject([
      [{ message: 'Rate exceeded; its last value is used' }],
    ]);
    warned.mockRestore();
  });
});
