/** Remotes that are too many for one invocation of `check` are handed on to further ones, which run at the same time. */
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { CheckEvent } from './events.ts';
import { invokeEach } from './fanOut.ts';

/** So many dead remotes are checked within the deadline of one check. */
export const REMOTES_AT_MOST = 50;

export interface HandOnOptions {
  readonly functionName: string;
  readonly event: Pick<CheckEvent, 'cluster' | 'run'>;
  readonly signal: AbortSignal;
}

export interface HandOn {
  /** For `check`: what is left out is handed on at once. */
  readonly atMost: { readonly remotes: number; readonly leaveOut: (aliases: readonly string[]) => void };
  /** Once Lambda has accepted what is handed on, or has not. */
  readonly settled: () => Promise<{ readonly handedOn: string[]; readonly refused: readonly Error[] }>;
}

export function handOn(lambda: LambdaClient, { functionName, event, signal }: HandOnOptions): HandOn {
  const handedOn: string[] = [];
  let refused: Promise<readonly Error[]> = Promise.resolve([]);
  const leaveOut = (aliases: readonly string[]): void => {
    handedOn.push(...aliases);
    const payloads = chunksOf(aliases).map((remotes, index): CheckEvent => ({ ...event, remotes, part: index + 1 }));
    refused = invokeEach(lambda, { functionName, payloads, signal });
  };
  return {
    atMost: { remotes: REMOTES_AT_MOST, leaveOut },
    settled: async () => ({ refused: await refused, handedOn }),
  };
}

function chunksOf(aliases: readonly string[]): string[][] {
  const count = Math.ceil(aliases.length / REMOTES_AT_MOST);
  return Array.from({ length: count }, (_, index) => aliases.slice(index * REMOTES_AT_MOST, (index + 1) * REMOTES_AT_MOST));
}
