import { afterEach, describe, expect, it, vi } from 'vitest';
import { readOptions } from '../../../local/stack/options.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('readOptions', () => {
  it('has a default for everything, with another token each time', () => {
    const { token, ...rest } = readOptions([]);
    expect(rest).toEqual({ port: 13_000, every: 20 });
    expect(token).toMatch(/^[\w-]{24}$/);
    expect(readOptions([]).token).not.toBe(token);
  });

  it('takes paths as relative to where npm was called, and checks real clusters less often', () => {
    vi.stubEnv('INIT_CWD', '/home/me');
    expect(readOptions(['--registry', 'clusters.yml', '--data', '/var/data', '--port', '14000', '--token', 'mine'])).toEqual({
      registry: '/home/me/clusters.yml',
      data: '/var/data',
      port: 14_000,
      every: 60,
      token: 'mine',
    });
    expect(readOptions(['--every', '30']).every).toBe(30);
  });

  it.each([
    ['--port', '80'],
    ['--port', '65535'],
    ['--port', 'x'],
    ['--every', '1'],
    ['--every', 'x'],
  ])('refuses %s %s', (...argv) => {
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('exit');
    });
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(() => readOptions(argv)).toThrow('exit');
    expect(write.mock.calls.join('')).toContain('Give a number');
    exit.mockRestore();
    write.mockRestore();
  });
});
