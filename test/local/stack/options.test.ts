import { afterEach, describe, expect, it, vi } from 'vitest';
import { readOptions as read } from '../../../local/stack/options.ts';

const PROGRAM = { command: 'npm start --', description: 'Run', ports: 2 };
const readOptions = (argv: readonly string[]) => read(argv, PROGRAM);

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('readOptions', () => {
  it('has a default for everything, with another token each time', () => {
    const { token, ...rest } = readOptions([]);
    expect(rest).toEqual({ port: 13_000, every: 20, storm: false });
    expect(token).toMatch(/^[\w-]{24}$/);
    expect(readOptions([]).token).not.toBe(token);
  });

  it('resolves paths from the directory of the npm call, and checks real clusters less often', () => {
    vi.stubEnv('INIT_CWD', '/home/me');
    expect(
      readOptions([
        '--registry',
        'clusters.yml',
        '--data',
        '/var/data',
        '--port',
        '14000',
        '--token',
        'mine',
      ]),
    ).toEqual({
      registry: '/home/me/clusters.yml',
      data: '/var/data',
      port: 14_000,
      every: 60,
      storm: false,
      token: 'mine',
    });
    expect(readOptions(['--every', '30', '--storm'])).toMatchObject({ every: 30, storm: true });
  });

  it.each([
    [['--port', '80'], 'Give a number'],
    [['--port', '65535'], 'Give a number'],
    [['--port', 'x'], 'Give a number'],
    [['--every', '1'], 'Give a number'],
    [['--every', 'x'], 'Give a number'],
    [['--storm', '--registry', 'clusters.yml'], 'Remove one of the two'],
  ])('refuses %s', (argv, remedy) => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('exit');
    });
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(() => readOptions(argv)).toThrow('exit');
    expect(write.mock.calls.join('')).toContain(remedy);
    exit.mockRestore();
    write.mockRestore();
  });
});
