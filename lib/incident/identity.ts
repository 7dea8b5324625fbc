/** Which remote cluster it is, whatever alias it goes by. */
import type { CheckResult } from '../result/result.ts';
import { hash } from './hash.ts';

type Addressed = Pick<CheckResult, 'mode' | 'seeds' | 'proxyAddress' | 'serverName'>;

/** The same for registrations with the same addresses; undefined where none are known. A shared proxy tells remotes apart by the server name. */
export function addressesOf({ mode, seeds, proxyAddress, serverName = '' }: Addressed): string | undefined {
  const addresses = mode === 'proxy' ? [proxyAddress ?? ''] : seeds.toSorted();
  return addresses.join('') === '' ? undefined : hash(...addresses, serverName);
}
