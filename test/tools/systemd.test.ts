/** What systemd says of the unit. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isMissing, runTool } from './tool.ts';

const NAME = 'remote-cluster-checker.service';
const UNIT = readFileSync(join(import.meta.dirname, '../../examples/systemd', NAME), 'utf8');

/** The executable is not installed here, and systemd asks for it. */
function unit(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'systemd-')), NAME);
  writeFileSync(file, text.replace('/usr/local/bin/remote-cluster-checker', '/bin/true'));
  return file;
}

describe.skipIf(isMissing('systemd-analyze', 'apt-get install systemd'))('systemd-analyze', () => {
  it('understands every line', () => {
    expect(runTool('systemd-analyze', ['verify', unit(UNIT)])).toEqual({
      exitCode: 0,
      output: '',
    });
  });

  it('complains of a misspelled line', () => {
    const { output } = runTool('systemd-analyze', ['verify', unit(`${UNIT}\n[Service]\nUmsk=1\n`)]);
    expect(output).toContain('Umsk');
  });

  it('finds it little exposed: at most 1.5 of 10', () => {
    const args = ['security', '--offline=true', '--threshold=15', unit(UNIT)];
    const { exitCode, output } = runTool('systemd-analyze', args);
    expect(exitCode, output).toBe(0);
  });

  it('would find it exposed without its protection', () => {
    const open = unit(UNIT.replace(/^(?:Protect|Private|Restrict|System|Dynamic)\w+=.*$/gm, ''));
    const args = ['security', '--offline=true', '--threshold=15', open];
    expect(runTool('systemd-analyze', args).exitCode).not.toBe(0);
  });
});
