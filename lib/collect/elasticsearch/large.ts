/**
 * A request whose answer is longer than two packets. No API answers at length about a remote that
 * may be empty, but every one repeats the name of an index that does not exist. So the request
 * asks for one whose name is that long: it goes through the same connections as a search does.
 */
import { createHash } from 'node:crypto';
import type { ActiveWitness, FailedAnswer, LargeAnswers } from '../../result/witness.ts';
import { type ActiveOptions, activeApi, askActively, isPlainAlias } from './active.ts';
import { resolveCluster } from './api/resolveCluster.ts';
import { searchRequest } from './api/searchProbe.ts';
import { ask } from './ask.ts';
import type { NodeClient } from './client.ts';

/** With the alias and the path it fits into a request line of 4 KB, which HTTP servers take. */
export const LARGE_BYTES = 3000;
/** Of one round, of which there are at most two. */
const TIMEOUT_MS = 5000;

/** The role of the checker allows to read such indices. */
const PREFIX = 'connectivity-check-';

/** The same at each call. Compression cannot shorten it below two packets. */
export const LARGE_NAME = `${PREFIX}${incompressible(LARGE_BYTES - PREFIX.length)}`;

function incompressible(length: number): string {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, number) =>
    createHash('sha256').update(String(number)).digest('base64url').toLowerCase().slice(0, 32),
  );
  return blocks.join('').slice(0, length);
}

export interface LargeOptions extends ActiveOptions {
  /** How many requests use each open connection once. */
  readonly repeats: number;
}

type Came = Pick<LargeAnswers, 'why'> & { readonly outcome: 'passed' | 'silence' | 'other' };

/**
 * Never throws, and is for a remote that has just answered a small request. If the large answer does
 * not come, small and large ones are asked for side by side: `lost` only if no large one passes.
 */
export async function askLarge(
  node: NodeClient,
  alias: string,
  options: LargeOptions,
): Promise<LargeAnswers> {
  const about = { node: options.nodeName, bytes: LARGE_BYTES };
  const first = await askOnce(node, alias, options);
  if (first.outcome === 'passed') return { ...about, outcome: 'passed' };
  if (first.outcome === 'other') return { ...about, outcome: 'not-measured', why: first.why };
  const [small, large] = await Promise.all([
    each(options, () => askActively(node, alias, { ...options, timeoutMs: limit(options) })),
    each(options, () => askOnce(node, alias, options)),
  ]);
  return { ...about, ...compared(small, large) };
}

function compared(
  small: readonly ActiveWitness[],
  large: readonly Came[],
): Omit<LargeAnswers, 'node' | 'bytes'> {
  const counts = {
    small: {
      asked: small.length,
      answered: small.filter(({ outcome }) => outcome === 'connected').length,
    },
    large: {
      asked: large.length,
      answered: large.filter(({ outcome }) => outcome !== 'silence').length,
    },
  };
  // A lost answer blocks its connection, so small ones behind it may hang as well.
  if (counts.large.answered === 0) return { outcome: 'lost', ...counts };
  if (counts.large.answered === counts.large.asked) return { outcome: 'passed', ...counts };
  return { outcome: 'not-measured', ...counts, why: 'some answers came, and some did not' };
}

function each<T>({ repeats }: LargeOptions, work: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: repeats }, work));
}

function limit({ timeoutMs }: ActiveOptions): number {
  return Math.min(TIMEOUT_MS, timeoutMs);
}

async function askOnce(node: NodeClient, alias: string, options: LargeOptions): Promise<Came> {
  const { signal, memory, nodeVersion } = options;
  if (!isPlainAlias(alias)) return { outcome: 'other', why: 'the alias cannot be asked alone' };
  const timeoutMs = limit(options);
  const answer =
    activeApi(nodeVersion) === 'search'
      ? await ask(node, searchRequest(alias, LARGE_NAME), { timeoutMs, signal, once: true })
      : await resolveCluster(node, alias, { timeoutMs, signal, memory, index: LARGE_NAME });
  return answer.ok ? answeredWith(JSON.stringify(answer.value)) : failedWith(answer.failed);
}

/** The remote repeats the name in what it answers. */
function answeredWith(text: string): Came {
  if (text.includes(MARK)) return { outcome: 'passed' };
  if (/"Request timed out before receiving/.test(text)) return { outcome: 'silence' };
  return { outcome: 'other', why: 'the answer does not repeat the name of the index' };
}

/** That the index does not exist, only the remote can say; a refusal may be the local node's. */
function failedWith({ kind, reasons, message }: FailedAnswer): Came {
  if (kind === 'timed-out') return { outcome: 'silence' };
  if (kind === 'missing' && JSON.stringify(reasons).includes(MARK)) return { outcome: 'passed' };
  const shown = message.replaceAll(LARGE_NAME, '<long name>').slice(0, LONGEST_WHY);
  return { outcome: 'other', why: shown };
}

/** Texts of errors are cut after 1,000 characters. */
const MARK = LARGE_NAME.slice(0, 200);
const LONGEST_WHY = 300;
