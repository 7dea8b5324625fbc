/**
 * What the name servers say about a name. Node asks them over sockets of its own, so no thread
 * waits for an answer.
 */
import type { Resolver } from 'node:dns/promises';
import { systemCodeOf } from './step.ts';

export interface NameRecord {
  readonly address: string;
  readonly family: 4 | 6;
  readonly ttl: number;
}

/**
 * `found`: records, IPv4 first as Java orders them; `isWhole` is false if one of the two questions
 * got no answer. `denied`: there is no such name, or it has no address. `silent`: no answer in
 * time. `unusable`: the name servers cannot be asked, or refuse to say.
 */
export type Statement =
  | { readonly kind: 'found'; readonly records: readonly NameRecord[]; readonly isWhole: boolean }
  | { readonly kind: 'denied' | 'silent' | 'unusable'; readonly error: unknown };

/** Never rejects. */
export type NameServers = (name: string) => Promise<Statement>;

const DENIED: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);

/** The A and AAAA records of a name, asked at the same time. */
export function nameServersOf(resolver: Resolver): NameServers {
  return async (name) => {
    const answers = await Promise.allSettled<NameRecord[]>([
      resolver
        .resolve4(name, { ttl: true })
        .then((records) => records.map((record): NameRecord => ({ ...record, family: 4 }))),
      resolver
        .resolve6(name, { ttl: true })
        .then((records) => records.map((record): NameRecord => ({ ...record, family: 6 }))),
    ]);
    const errors = answers.flatMap((answer): unknown[] =>
      answer.status === 'rejected' ? [answer.reason] : [],
    );
    const records = answers.flatMap((answer) =>
      answer.status === 'fulfilled' ? answer.value : [],
    );
    const open = errors.filter((error) => !DENIED.has(systemCodeOf(error)));
    if (records.length > 0) return { kind: 'found', records, isWhole: open.length === 0 };
    const [error] = open;
    if (error === undefined) return { kind: 'denied', error: errors[0] };
    return { kind: systemCodeOf(error) === 'ETIMEOUT' ? 'silent' : 'unusable', error };
  };
}
