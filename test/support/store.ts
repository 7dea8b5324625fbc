/** The store on a table of a test, and what it reported. */
import {
  type AlertStore,
  accessTo,
  alertStore,
  type PageStore,
  pageStore,
} from '../../lib/store/store.ts';
import type { Access, Table } from '../../lib/store/table.ts';

export interface TestStore extends AsyncDisposable {
  readonly table: Table;
  readonly access: Access;
  readonly pages: PageStore;
  readonly alerts: AlertStore;
  /** What was reported as damaged or shortened. */
  readonly problems: string[];
}

export function testStore(
  table: Table,
  close: () => void | Promise<void> = () => undefined,
): TestStore {
  const problems: string[] = [];
  const access = accessTo(table, {
    random: () => 0,
    onProblem: ({ message }) => problems.push(message),
  });
  return {
    table,
    access,
    pages: pageStore(access),
    alerts: alertStore(access),
    problems,
    [Symbol.asyncDispose]: async () => close(),
  };
}
