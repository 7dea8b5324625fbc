/** What the registry ignores for a while, so that nobody takes it for healed. */
import type { CheckReport } from '../result/result.ts';
import { printable } from './printable.ts';

/** One line for each cause of each remote. */
export function ignoredLines({ results }: CheckReport): string[] {
  return results.flatMap(({ cluster, alias, ignored = [] }) =>
    ignored.map(({ code, reason, until }) =>
      printable(`ignored until ${until}: ${code} of ${cluster}/${alias} (${reason})`),
    ),
  );
}
