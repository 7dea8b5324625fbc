/** Steps within the size that an event may have. */
import type { Step } from '../../result/instructions.ts';
import { cut } from './about.ts';

/** Stands for all steps that were left out. */
export const LEFT_OUT: Step = { kind: 'text', text: '… The full result has the other steps.' };

/** A text that is cut shorter than this says nothing. */
const SHORTEST_TEXT = 80;

/**
 * The first steps that fit into `length` UTF-16 units of JSON. A request stays whole, because half
 * of it would be another request. The last step says what was skipped.
 */
export function shortSteps(steps: readonly Step[], length: number): Step[] {
  if (sizeOf(steps) <= length) return [...steps];
  const kept: Step[] = [];
  let left = length - sizeOf([LEFT_OUT]);
  for (const step of steps) {
    const size = sizeOf([step]);
    if (size > left) return [...kept, ...beginningOf(step, left), LEFT_OUT];
    kept.push(step);
    left -= size;
  }
  return [...kept, LEFT_OUT];
}

function beginningOf(step: Step, length: number): Step[] {
  if (step.kind !== 'text') return [];
  // A character of JSON may take six units.
  const overhead = sizeOf([step]) - step.text.length;
  const room = length - overhead;
  return room < SHORTEST_TEXT ? [] : [{ kind: 'text', text: cut(step.text, room) }];
}

function sizeOf(steps: readonly Step[]): number {
  return JSON.stringify(steps).length;
}
