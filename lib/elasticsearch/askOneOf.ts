/** Questions that any node of a cluster can answer for all. */
import type { Answer } from '../facts.ts';
import { type AskOptions, ask, type GetRequest } from './answer.ts';
import type { NodeClient } from './client.ts';

const TRIES = 2;

/** Whether the node itself answered, be it with a refusal. */
export function isReached(answer: Answer<unknown>): boolean {
  return answer.ok || !['unreachable', 'timed-out', 'nonsense', 'not-asked'].includes(answer.failed.kind);
}

/** The first value; where there is none, the first failure. `none` says what is missing where there are no answers at all. */
export function firstValue<T>(answers: readonly Answer<T>[], none: string): Answer<T> {
  const chosen = answers.find((answer) => answer.ok) ?? answers[0];
  return chosen ?? { ok: false, failed: { kind: 'not-asked', message: none, reasons: [], durationMs: 0 } };
}

/** Asks the first of the nodes, and the second where the first gives no value. */
export async function askOneOf<T>(nodes: readonly NodeClient[], request: GetRequest<T>, options: AskOptions): Promise<Answer<T>> {
  const answers: Answer<T>[] = [];
  for (const node of nodes.slice(0, TRIES)) {
    const answer = await ask(node, request, options);
    if (answer.ok) return answer;
    answers.push(answer);
  }
  return firstValue(answers, `No node answered that could be asked GET ${request.path}`);
}
