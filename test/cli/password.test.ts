import { expect, it } from 'vitest';
import { askPassword } from '../../lib/cli/password.ts';
import { fakeTerminal } from './fakeTerminal.ts';

async function typed(
  ...keys: readonly string[]
): Promise<{ secret: string; err: string; keyboard: string[] }> {
  const { terminal, written, keyboard, type } = fakeTerminal({ isTTY: true });
  const asked = askPassword('elastic', terminal);
  for (const key of keys) type(key);
  return { secret: (await asked).reveal(), err: written.stderr, keyboard };
}

it('askPassword reads a line, which it does not show', async () => {
  expect(await typed('chanx', '\u007f', 'geme\r')).toEqual({
    secret: 'changeme',
    err: 'Password of elastic: \n',
    keyboard: ['raw', 'resume', 'not raw', 'pause'],
  });
});

it.each(['\u0003', 'half\u0004', '\r'])('askPassword refuses %j', async (keys) => {
  await expect(typed(keys)).rejects.toThrow('No password for user elastic was typed');
});

it('askPassword names the alternatives without a terminal', async () => {
  await expect(askPassword('elastic', fakeTerminal().terminal)).rejects.toThrow(
    'No password for user elastic: set ELASTICSEARCH_PASSWORD, or give --password-file FILE',
  );
});
