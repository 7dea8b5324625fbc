/**
 * The users of the demonstration: they search some remotes more than others, and ignore incomplete
 * results.
 */
import { setTimeout } from 'node:timers/promises';

export interface SearchOptions {
  /** `http://host:port` of a local node. */
  readonly url: string;
  readonly authorization: string;
  /** Remotes that answer or fail quickly. A search of the others would never end. */
  readonly aliases: readonly string[];
  readonly everyMs: number;
}

/** Searches each remote repeatedly until the caller runs the returned function. */
export function keepSearching({ url, authorization, aliases, everyMs }: SearchOptions): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const search = async (alias: string): Promise<void> => {
    const response = await fetch(`${url}/${alias}:logs-*/_search?size=0`, {
      headers: { authorization },
      signal,
    });
    await response.body?.cancel();
  };
  const go = async (): Promise<void> => {
    while (!signal.aborted) {
      await Promise.allSettled(aliases.map(search));
      await setTimeout(everyMs, undefined, { signal }).catch(() => undefined);
    }
  };
  void go();
  return () => ended.abort();
}
