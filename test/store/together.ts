/** Invocations of `check`, as far as the store sees them. */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { CheckResult } from '../../lib/result/result.ts';
import type { Saved } from '../../lib/store/save.ts';
import { saveTogether } from '../../lib/store/saveTogether.ts';
import type { Store } from '../../lib/store/table.ts';
import type { View } from '../../lib/store/view.ts';
import { minute, saving } from './stored.ts';

export interface Checking {
  readonly store: Store;
  readonly view?: View | undefined;
  readonly part?: number;
}

/** What became of the results of one local cluster, by alias, and what went wrong. */
export async function checkOnce(
  results: readonly CheckResult[],
  runMinute: number,
  { store, view, part = 0 }: Checking,
) {
  const cluster = results[0]?.cluster ?? '';
  const saved = new Map<string, Saved>();
  const onSaved = ({ alias }: CheckResult, one: Saved) => void saved.set(alias, one);
  const saves = results.map((result) => saving(result, runMinute));
  const problems = await saveTogether(store, saves, {
    cluster,
    part,
    view,
    now: new Date(minute(runMinute)),
    onSaved,
  });
  return { saved, problems: problems.map(({ message }) => message) };
}

export function of(cluster: string, result: CheckResult): CheckResult {
  return { ...result, cluster };
}

export function slower(result: CheckResult, durationMs: number): CheckResult {
  return { ...result, durationMs };
}

/**
 * The store, where `before` is told of each request and awaited, and may throw: `Put CLUSTER#eu
 * REMOTE#archive`, `Get …`, `Query`.
 */
export function watched(store: Store, before: (request: string) => unknown): Store {
  const client = new Proxy(store.client, {
    get: (target, name) => {
      if (name !== 'send') return Reflect.get(target, name);
      return async (command: GetCommand | PutCommand) => {
        await before(nameOf(command));
        return target.send(command as PutCommand);
      };
    },
  });
  return { ...store, client };
}

function nameOf(command: unknown): string {
  if (command instanceof PutCommand)
    return `Put ${command.input.Item?.['pk']} ${command.input.Item?.['sk']}`;
  return command instanceof GetCommand
    ? `Get ${command.input.Key?.['pk']} ${command.input.Key?.['sk']}`
    : 'Query';
}
