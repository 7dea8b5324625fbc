import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRegularFile } from '../../lib/registry/regularFile.ts';

const directory = mkdtempSync(join(tmpdir(), 'regular-file-'));
const at = (name: string) => join(directory, name);
const server = createServer();

beforeAll(async () => {
  writeFileSync(at('file'), 'abc');
  symlinkSync('file', at('link'));
  execFileSync('mkfifo', [at('pipe')]);
  await new Promise<void>((resolve) => server.listen(at('socket'), resolve));
});

afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

describe('readRegularFile', () => {
  it.each(['file', 'link'])('reads a %s up to the limit', (name) => {
    expect(readRegularFile(at(name), 3)).toEqual({ bytes: Buffer.from('abc') });
    expect(readRegularFile(at(name), 2)).toEqual({ problem: 'it has more than 2 bytes' });
  });

  it('reads a file that is larger than one piece', () => {
    const bytes = Buffer.alloc(200_000, 'x');
    writeFileSync(at('large'), bytes);
    expect(readRegularFile(at('large'), 200_000)).toEqual({ bytes });
  });

  it('reads a file of unknown size', () => {
    const answer = readRegularFile('/proc/self/status', 100_000);
    expect('bytes' in answer && answer.bytes.toString()).toContain('Pid:');
  });

  it.each([
    ['pipe', 'it is a pipe, not a regular file'],
    ['socket', 'it is a socket, not a regular file'],
    ['.', 'it is a directory, not a regular file'],
    ['/dev/zero', 'it is a device, not a regular file'],
  ])('does not open %s', (name, problem) => {
    expect(readRegularFile(name === '/dev/zero' ? name : at(name), 10)).toEqual({ problem });
  });

  it('returns the message and the code of the operating system', () => {
    const path = at('nowhere');
    const problem = `ENOENT: no such file or directory, stat '${path}'`;
    expect(readRegularFile(path, 10)).toEqual({ problem, code: 'ENOENT' });
  });
});
