/** A checklist and a plan as text. */
import type { Item, Plan } from './planFile.ts';
import { requestsText, type Style } from './requests.ts';

const MARKS = { passed: 'passed', failed: 'FAILED', 'not-verifiable': 'not verifiable' } as const;

export function itemsText(items: readonly Item[]): string {
  return items.map(itemText).join('');
}

function itemText({ id, outcome, evidence, todo }: Item): string {
  const label = outcome === 'failed' ? 'fix' : 'verify';
  const line = `${MARKS[outcome].padEnd(14)}  ${id}: ${evidence}\n`;
  return todo === undefined ? line : `${line}${' '.repeat(16)}${label}: ${todo}\n`;
}

export function planText(plan: Plan, style: Style): string {
  const chosen = plan.recommendations.map((why) => `recommended: ${why}\n`).join('');
  const head = `Plan: add ${plan.alias} (${plan.to}) to ${plan.cluster}; nothing is sent\n`;
  return `${head}${chosen}\n${itemsText(plan.items)}\n${requestsText(plan, style)}`;
}
