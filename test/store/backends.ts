/** The tables that the tests of the store run on: RCC_STORES names them, separated by commas. */
import { describe } from 'vitest';
import { sqliteTable } from '../../lib/store/sqlite.ts';
import { startTable } from '../support/dynamoDb.ts';
import { type TestStore, testStore } from '../support/store.ts';
import { startDynamoDbLocal } from './dynamodb-local/start.ts';

type Start = () => Promise<TestStore>;

const STARTS: Readonly<Record<string, Start>> = {
  sqlite: async () => {
    const table = sqliteTable(':memory:');
    return testStore(table, () => table[Symbol.dispose]());
  },
  dynalite: startTable,
  'dynamodb-local': startDynamoDbLocal,
};

const NAMES = (process.env['RCC_STORES'] ?? 'sqlite,dynalite').split(',');

/** The same tests on each of them. */
export function onEachTable(tests: (start: Start, name: string) => void): void {
  for (const name of NAMES) {
    const start = STARTS[name];
    if (start === undefined)
      throw new Error(`RCC_STORES: no table ${name}, only ${Object.keys(STARTS).join(', ')}`);
    describe(`on ${name}`, () => tests(start, name));
  }
}
