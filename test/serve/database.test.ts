import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../lib/serve/database.ts';
import { temporaryDirectory } from '../../local/stack/temporaryDirectory.ts';

const row = { pk: 'p', sk: 's', rank: 1, body: 'text' };

describe('openDatabase', () => {
  it('makes directory and file for their owner alone, and keeps rows', async () => {
    await using temporary = await temporaryDirectory();
    const directory = join(temporary.path, 'a/b');
    const states: unknown[] = [];
    const open = () => openDatabase({ directory, onState: (problem) => states.push(problem) });
    {
      await using table = open();
      await table.put(row);
    }
    expect(statSync(join(directory, 'state.db')).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    await using table = open();
    expect(await table.get(row)).toMatchObject(row);
    expect(states).toEqual([]);
  });

  it('refuses a second one, and says what to do', async () => {
    await using temporary = await temporaryDirectory();
    const options = { directory: temporary.path, onState: () => undefined, busyMs: 1 };
    await using table = openDatabase(options);
    await table.put(row);
    expect(() => openDatabase(options)).toThrow(
      /state\.db: database is locked; another process has it open/,
    );
  });

  it('refuses a directory that cannot be made, and a file that is no database', async () => {
    await using temporary = await temporaryDirectory();
    const file = join(temporary.path, 'state.db');
    writeFileSync(file, 'no database at all, but a text that is long enough '.repeat(50));
    const onState = () => undefined;
    expect(() => openDatabase({ directory: file, onState })).toThrow(/cannot be made.*--data DIR/);
    expect(() => openDatabase({ directory: temporary.path, onState })).toThrow(
      'no SQLite database',
    );
  });

  it('works in memory where nothing can be written, and says what to do', async () => {
    await using temporary = await temporaryDirectory();
    mkdirSync(join(temporary.path, 'state.db'));
    const states: (string | undefined)[] = [];
    await using table = openDatabase({
      directory: temporary.path,
      onState: (problem) => states.push(problem?.message),
    });
    expect(await table.put(row, { rankIs: 0 })).toBe(true);
    expect(await table.get(row)).toMatchObject(row);
    expect(states[0]).toMatch(/state\.db cannot be written: .*make room on its disk/);
  });
});
