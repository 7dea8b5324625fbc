import { describe, expect, it } from 'vitest';
import { runExplain } from '../../lib/cli/explainCommand.ts';
import { fakeTerminal } from './fakeTerminal.ts';

async function explained(
  words: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  const { terminal, written } = fakeTerminal({ isTTY: true });
  const code = await runExplain(words, terminal);
  return { code, out: written.stdout, err: written.stderr };
}

describe('explain with words', () => {
  it('suggests a code', async () => {
    expect(await explained(['conection-refused'])).toEqual({
      code: 3,
      out: '',
      err: 'There is no cause code conection-refused: did you mean connection-refused?\n',
    });
  });

  it('says where all codes are if none is near', async () => {
    expect((await explained(['xyzzyxyzzy'])).err).toBe(
      'There is no cause code xyzzyxyzzy: write a cause code that "remote-cluster-checker explain" lists\n',
    );
  });

  it('reads a message', async () => {
    const { code, out } = await explained([
      'Unable to open any connections to remote cluster [my_remote]',
    ]);
    expect({ code, out }).toMatchInlineSnapshot(`
      {
        "code": 0,
        "out": "no cause by itself (remote my_remote)
        This only says that something failed; the exception below it says what.
        Once
        Log: Unable to open any connections to remote cluster [my_remote]

      1 of 1 log entries explained, 0 not known.
      ",
      }
    `);
  });

  it('says what it does not know', async () => {
    const { code, out } = await explained(['the cat is', 'on the table']);
    expect({ code, out }).toMatchInlineSnapshot(`
      {
        "code": 3,
        "out": "Not known to the checker:
        the cat is on the table

      0 of 1 log entries explained, 1 not known.
      ",
      }
    `);
  });

  it('lists all codes on a terminal, and reads nothing', async () => {
    const { code, out } = await explained([]);
    expect(code).toBe(0);
    expect(out).toContain('connection-refused');
  });
});

describe('explain of stdin', () => {
  it('reads a log until its end', async () => {
    const { terminal, written, type, endInput } = fakeTerminal();
    const running = runExplain([], terminal);
    type(
      '[2026-11-30T10:00:00,000][WARN ][o.e.t.RemoteClusterService] [a] failed to connect to re',
    );
    type('mote cluster [x]: Connection refused: /10.0.0.1:9300\n');
    endInput();
    expect(await running).toBe(0);
    expect(written.stdout).toContain('remote x');
  });

  it('says so if - is empty', async () => {
    const { terminal, written, endInput } = fakeTerminal({ isTTY: true });
    const running = runExplain(['-'], terminal);
    endInput();
    expect(await running).toBe(0);
    expect(written.stderr).toBe('stdin is empty: these are all cause codes\n');
  });

  it('says that it waits if nothing comes, and ends with the pipe', async () => {
    const { terminal, written, endInput } = fakeTerminal();
    const running = runExplain([], terminal);
    await expect.poll(() => written.stderr, { timeout: 30_000 }).toContain('Waiting for a log');
    endInput();
    expect(await running).toBe(0);
  });
});
