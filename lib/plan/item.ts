/** The three ends of an item of the checklist. */
import type { Item } from './planFile.ts';

export function passed(id: string, evidence: string): Item {
  return { id, outcome: 'passed', evidence };
}

export function failed(id: string, evidence: string, fix: string): Item {
  return { id, outcome: 'failed', evidence, todo: fix };
}

export function notVerifiable(id: string, evidence: string, verify: string): Item {
  return { id, outcome: 'not-verifiable', evidence, todo: verify };
}
