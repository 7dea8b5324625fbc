/** Compares a plan with what was registered, after the change. */
import type { CheckResult } from '../result/result.ts';
import { failed, passed } from './item.ts';
import type { Item, Plan } from './planFile.ts';

/** One item for each setting of the plan, and one for the health of the remote. */
export function verifyPlan(plan: Plan, result: CheckResult): Item[] {
  const to = plan.mode === 'proxy' ? result.proxyAddress : result.seeds.join(', ');
  const compared = [
    ['mode', plan.mode, result.mode],
    ['model', plan.model, result.securityModel],
    ['to', plan.to, to],
    ['server-name', plan.serverName, result.serverName],
    ['skip-unavailable', plan.skipUnavailable ?? result.skipUnavailable, result.skipUnavailable],
  ] as const;
  return [
    ...compared.map(([id, wanted, found]) => settingItem(id, `${wanted}`, `${found}`)),
    result.status === 'healthy'
      ? passed('health', 'the remote is healthy')
      : failed('health', `${result.status}: ${result.cause.title}`, 'see "check" for the fix'),
  ];
}

function settingItem(id: string, wanted: string, found: string): Item {
  return wanted === found
    ? passed(id, found)
    : failed(id, `planned ${wanted}, found ${found}`, 'register as planned, or plan anew');
}
