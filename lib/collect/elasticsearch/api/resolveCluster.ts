/**
 * `GET /_resolve/cluster/<alias>:*` (8.13 and later): opens a connection if there is none and asks
 * the remote. A dead remote holds the call up for 10 to 30 s, a half-open one for more than a
 * minute: hence one alias a call, the parameter `timeout` where the node knows it, and always an
 * own deadline.
 */
import * as z from 'zod';
import type { Answer } from '../../../facts/facts.ts';
import { says } from '../../../wording/wording.ts';
import { type AskOptions, ask, type GetRequest } from '../ask.ts';
import type { NodeClient } from '../client.ts';
import { entriesOf, valuesOf } from '../entries.ts';

export interface ResolvedCluster {
  readonly connected: boolean;
  readonly skipUnavailable: boolean;
  /**
   * Elasticsearch's own text; it has one for failed authentication and authorization and for its
   * own time-out, hardly for anything else.
   */
  readonly error?: string;
  /** Missing for remotes below 8.13. */
  readonly version?: string;
  readonly minimumWireVersion?: string;
}

/** What was learnt about one local cluster, kept from call to call by the caller. */
export interface ResolveMemory {
  /** Set once a node refused the parameter `timeout`, which 8.14 does not know. */
  timeoutRefused: boolean;
}

const resolvedSchema = z
  .object({
    connected: z.boolean(),
    skip_unavailable: z.boolean(),
    error: z.string().optional(),
    version: z
      .object({ number: z.string(), minimum_wire_compatibility_version: z.string() })
      .optional(),
  })
  .transform(
    ({ connected, skip_unavailable, error, version }): ResolvedCluster => ({
      connected,
      skipUnavailable: skip_unavailable,
      ...(error === undefined ? {} : { error }),
      ...(version
        ? {
            version: version.number,
            minimumWireVersion: version.minimum_wire_compatibility_version,
          }
        : {}),
    }),
  );

type ByAlias = Readonly<Record<string, ResolvedCluster>>;

/** One alias is asked for, so an odd entry makes the answer one that is not understood. */
const schema = entriesOf(resolvedSchema).transform((entries, context): ByAlias => {
  for (const [alias, entry] of entries)
    if (!entry.ok) {
      context.addIssue({ code: 'custom', message: `${alias}: ${entry.why}` });
      return z.NEVER;
    }
  return Object.fromEntries(valuesOf(entries));
});

/**
 * The node is to answer before our own deadline, so that its text is heard and time is left for a
 * second request.
 */
const NODE_SHARE = 0.8;

function request({ alias, index }: Asked, timeoutMs?: number): GetRequest<ByAlias> {
  const querystring =
    timeoutMs === undefined ? {} : { timeout: `${Math.ceil(timeoutMs * NODE_SHARE)}ms` };
  return {
    path: `/_resolve/cluster/${alias}:${index}`,
    querystring,
    maxBytes: 1024 * 1024,
    schema,
  };
}

interface Asked {
  readonly alias: string;
  readonly index: string;
}

export interface ResolveOptions extends AskOptions {
  readonly timeoutMs: number;
  readonly memory: ResolveMemory;
  /** A name or a pattern; every index if absent. */
  readonly index?: string;
}

/**
 * `alias` is a plain one, see `isPlainAlias`; `memory` is brought up to date. Both tries share the
 * one deadline.
 */
export async function resolveCluster(
  node: NodeClient,
  alias: string,
  { timeoutMs, memory, index = '*', ...options }: ResolveOptions,
): Promise<Answer<ByAlias>> {
  const asked = { alias, index };
  const asking = { ...options, timeoutMs, once: true };
  if (memory.timeoutRefused) return ask(node, request(asked), asking);
  const answer = await ask(node, request(asked, timeoutMs), asking);
  if (answer.ok || !says('parameter-unknown', answer.failed.message)) return answer;
  memory.timeoutRefused = true;
  const leftMs = Math.max(1, timeoutMs - answer.failed.durationMs);
  return ask(node, request(asked), { ...asking, timeoutMs: leftMs });
}
