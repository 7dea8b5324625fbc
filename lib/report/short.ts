/** One line for each remote: status, local cluster and alias, cause. */
import type { CheckReport } from '../result/result.ts';
import { printable } from './printable.ts';
import { byTrouble } from './statusOrder.ts';

/** Local clusters that could not be asked have one line too. */
export function short(
  { results }: CheckReport,
  contacts: readonly { readonly cluster: string; readonly title: string }[] = [],
): string {
  const rows = [
    ...contacts.map(({ cluster, title }) => ['unknown', cluster, title]),
    ...byTrouble(results).map(({ status, cluster, alias, cause }) => [
      status,
      `${cluster}/${alias}`,
      cause.code,
    ]),
  ];
  if (rows.length === 0) return 'unknown   no remote cluster is registered\n';
  return rows.map(([status = '', ...rest]) => line(status, rest)).join('');
}

function line(status: string, rest: readonly string[]): string {
  return `${status.padEnd(8)}  ${rest.map(printable).join('  ')}\n`;
}
