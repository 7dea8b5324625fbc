import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqliteTable } from '../../lib/store/sqlite.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sqlite-'));
});
afterAll(() => rm(directory, { recursive: true }));

const MODULE = join(import.meta.dirname, '../../lib/store/sqlite.ts');
const row = { pk: 'p', sk: 's', rank: 1, body: '{}' };

/** Runs a script with `table` in a process of its own; gives what it printed, and how it ended. */
async function inProcess(
  file: string,
  script: string,
): Promise<{ out: string; err: string; signal: string }> {
  const source = `import(${JSON.stringify(MODULE)}).then(async ({ sqliteTable }) => {
    const table = sqliteTable(${JSON.stringify(file)}, { busyMs: 100 });
    ${script}
  })`;
  const run = promisify(execFile)(process.execPath, ['-e', source]);
  return run.then(
    ({ stdout, stderr }) => ({ out: stdout, err: stderr, signal: '' }),
    ({ stdout, stderr, signal }) => ({ out: stdout, err: stderr, signal: String(signal) }),
  );
}

describe('sqliteTable', () => {
  it('keeps what is in the file, over a restart', async () => {
    const file = join(directory, 'restart.db');
    {
      using table = sqliteTable(file);
      await table.put(row);
    }
    using table = sqliteTable(file);
    expect(await table.get(row)).toMatchObject(row);
  });

  it('keeps all that was written when its process is killed', async () => {
    const file = join(directory, 'killed.db');
    const script = `for (let index = 0; index < 50; index += 1) await table.put({ pk: 'p', sk: String(index), rank: 1, body: '{}' });
      process.kill(process.pid, 'SIGKILL');`;
    expect(await inProcess(file, script)).toMatchObject({ signal: 'SIGKILL' });
    using table = sqliteTable(file);
    expect(await table.query({ pk: 'p' })).toHaveLength(50);
  });

  it('deletes what has expired', async () => {
    using table = sqliteTable(':memory:');
    await table.put({ ...row, expiresAt: 99 });
    await table.expire(new Date(100_000));
    expect(await table.get(row)).toBeUndefined();
  });

  it('takes a body that is neither text nor bytes for none', async () => {
    const file = join(directory, 'body.db');
    sqliteTable(file)[Symbol.dispose]();
    const database = new DatabaseSync(file);
    database.exec("INSERT INTO row (pk, sk, rank, body, is_open) VALUES ('p', 's', 1, 42, 0)");
    database.close();
    using table = sqliteTable(file);
    expect(await table.get(row)).toMatchObject({ rank: 1, body: '' });
  });
});

describe('a file that cannot be used', () => {
  it('is named, if another process has it open, and is free once that ends', async () => {
    const file = join(directory, 'busy.db');
    {
      using _table = sqliteTable(file);
      const { err } = await inProcess(file, '');
      expect(err).toContain(
        `${file}: database is locked; another process has it open: stop that one, or use another file`,
      );
    }
    expect(await inProcess(file, "console.log('open')")).toMatchObject({ out: 'open\n' });
  });

  it('is waited for, if another process is about to end', async () => {
    const file = join(directory, 'wait.db');
    const ending = inProcess(
      file,
      "console.log('open'); setTimeout(() => table[Symbol.dispose](), 300)",
    );
    while (!(await isLocked(file))) await new Promise((done) => setTimeout(done, 10));
    using table = sqliteTable(file, { busyMs: 30_000 });
    expect(await table.get(row)).toBeUndefined();
    expect(await ending).toMatchObject({ out: 'open\n' });
  });

  async function isLocked(file: string): Promise<boolean> {
    try {
      sqliteTable(file, { busyMs: 0 })[Symbol.dispose]();
      return false;
    } catch {
      return true;
    }
  }

  it('is refused, if a newer version of the program wrote it', async () => {
    const file = join(directory, 'newer.db');
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const message =
      /newer\.db was written by a newer version of remote-cluster-checker \(99, this one knows 1\): upgrade/;
    expect(() => sqliteTable(file)).toThrow(message);
    expect(() => sqliteTable(file)).toThrow(message);
  });

  it('is refused, if it is no database', async () => {
    const file = join(directory, 'text.db');
    await writeFile(file, 'this is no database, but long enough to be taken for one'.repeat(20));
    expect(() => sqliteTable(file)).toThrow(
      /text\.db: .*not a database; it is no SQLite database: use another file/,
    );
  });

  it('is refused, if its directory is not there', () => {
    const file = join(directory, 'nowhere/at/all.db');
    expect(() => sqliteTable(file)).toThrow(
      /all\.db: unable to open database file; make sure that its directory exists/,
    );
  });

  it('says what SQLite says, if no remedy is known, and goes on', async () => {
    const file = join(directory, 'refused.db');
    sqliteTable(file)[Symbol.dispose]();
    const database = new DatabaseSync(file);
    database.exec(
      "CREATE TRIGGER refused BEFORE INSERT ON row WHEN NEW.sk = 'large' BEGIN SELECT RAISE(ABORT, 'x'); END",
    );
    database.close();
    using table = sqliteTable(file);
    await table.put(row);
    await expect(table.put({ ...row, sk: 'large' })).rejects.toThrow(/^x$/);
    expect(await table.get(row)).toMatchObject(row);
  });
});
