/**
 * What the sentences of Elasticsearch, netty and the JDK mean. The tables beside this file are the
 * only place that knows those sentences; test/fixtures/messages holds what each release can say.
 */
import type { RefusalKind } from '../result/sniff.ts';
import type { Reason } from '../result/witness.ts';
import { ANSWERS, EXCEPTIONS, WRAPPERS } from './answerSentences.ts';
import { CREDENTIALS } from './credentialSentences.ts';
import { LINK } from './linkSentences.ts';
import type { Meaning, Sentence } from './sentence.ts';
import { TLS } from './tlsSentences.ts';

/** The first that fits wins. */
export const SENTENCES: readonly Sentence[] = [
  ...CREDENTIALS,
  ...TLS,
  ...LINK,
  ...ANSWERS,
  ...WRAPPERS,
];

const REFUSALS = SENTENCES.filter(({ refusal }) => refusal !== undefined);

function sentenceIn(text: string): Sentence | undefined {
  return SENTENCES.find(({ pattern }) => pattern.test(text));
}

/** Undefined for a text that no table knows. */
export function meaningOf(text: string): Meaning | undefined {
  return sentenceIn(text)?.meaning;
}

/** An exception without a text of its own still has a name, such as `unknown_host_exception`. */
export function meaningOfReason({ type, reason }: Reason): Meaning | undefined {
  return meaningOf(reason) ?? EXCEPTIONS[type];
}

/** The values in a text by name, such as `keyId`, `found`, `expected`; empty if it has none. */
export function valuesIn(text: string): Readonly<Record<string, string>> {
  const values = sentenceIn(text)?.pattern.exec(text)?.groups ?? {};
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Whether a text says so, among other things: several texts may stand in one. */
export function says(meaning: Meaning, text: string): boolean {
  return SENTENCES.some((sentence) => sentence.meaning === meaning && sentence.pattern.test(text));
}

/** Why a remote refuses a question of a sniffing node, from the whole chain of exceptions. */
export function refusalKind(reasons: readonly Reason[]): RefusalKind {
  const text = textOf(reasons);
  return REFUSALS.find(({ pattern }) => pattern.test(text))?.refusal ?? 'other';
}

/** The API key id in an authentication failure; it is not a secret. */
export function apiKeyIdIn(text: string): string | undefined {
  return /(?:API key(?: id)?|apikey with id|authenticate user) \[?([\w-]{20})\]?/i.exec(text)?.[1];
}

/** Node and publish address of a failed sniff connection: `[es-1][10.0.0.1:9300] connect_…`. */
export function failedGatewayIn(text: string): { node: string; address: string } | undefined {
  const [, node, address] = /\[([^\]]{1,300})\]\[([^\]]{1,300}:\d+)\] connect_/.exec(text) ?? [];
  return node !== undefined && address !== undefined ? { node, address } : undefined;
}

function textOf(reasons: readonly Reason[]): string {
  return reasons.map(({ reason }) => reason).join('\n');
}

/**
 * "action […] is unauthorized for user […]", also with "towards remote cluster […]"; actions that
 * only clusters send each other are not ours.
 */
const OUR_USER_LACKS_RIGHTS =
  /action \[(?!cluster:internal\/)[^\]]{0,300}\] (?:towards remote cluster (?:\[[^\]]{0,300}\] )?)?is unauthorized for /;

/** "unable to authenticate user [x] for REST request […]", "… is not allowed for this request". */
const OUR_USER_IS_UNKNOWN = /for (?:REST request|this request)\b/;

/** How a remote refuses a key, and the license for it: "unable to find apikey with id …". */
const BETWEEN_CLUSTERS =
  /for (?:action|this action)\b|cluster:internal\/|cross[ _-]cluster|apikey|api key|license is non-compliant/i;

/**
 * Whether a security error is about the checker's own user. Such an error says nothing about the
 * remote. Elasticsearch gives it as `security_exception`, 401 or 403, or as `connected: false`.
 */
export function isAboutOurUser(text: string): boolean {
  return OUR_USER_LACKS_RIGHTS.test(text) || OUR_USER_IS_UNKNOWN.test(text);
}

/**
 * Whether an answer with HTTP status 401 or 403 is about the link. One that says nothing counts as
 * ours, since it proves nothing about the remote.
 */
export function isBetweenClusters(reasons: readonly Reason[]): boolean {
  const text = textOf(reasons);
  return !isAboutOurUser(text) && BETWEEN_CLUSTERS.test(text);
}

/** Exceptions that are troubles of the local cluster itself if it answers a search with them. */
export const LOCAL_TROUBLE: ReadonlySet<string> = new Set([
  'cluster_block_exception',
  'circuit_breaking_exception',
  'es_rejected_execution_exception',
]);
/** Stands above what another node said: a request for a remote alone goes to no local one. */
export const FROM_ANOTHER_NODE = 'remote_transport_exception';
export const NO_SUCH_REMOTE = 'no_such_remote_cluster_exception';
