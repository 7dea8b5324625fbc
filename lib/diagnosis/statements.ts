/** What a local node says about a failed cross-cluster request, and the causes that it names. */
import type { NodeInfo } from '../facts/facts.ts';
import type { ActiveWitness } from '../result/witness.ts';
import { type Link, linksOf, type ReasonChain, reasonChain } from '../wording/reasonChain.ts';
import { valuesIn } from '../wording/wording.ts';
import type { CauseCode } from './codes.ts';
import { causeOfMeaning } from './phrases.ts';

/** One text of a chain of exceptions. */
export interface Statement {
  /** The local node that answers so. */
  readonly node: string;
  readonly text: string;
  /** The cause that the text names, if any. */
  readonly code: CauseCode | undefined;
  /** Whether it says what is wrong, and does not only wrap another text. */
  readonly isSpecific: boolean;
  /** The values that Elasticsearch put into the text, such as `found` and `expected`. */
  readonly values: Readonly<Record<string, string>>;
  /** The node of the remote that says it, if the chain names one; else the local node does. */
  readonly saidBy: RemoteNode | undefined;
  /** The other texts of the same chain, the outermost first. */
  readonly around: readonly string[];
}

export interface RemoteNode {
  readonly name: string;
  readonly address: string;
}

type Local = readonly Pick<NodeInfo, 'name' | 'transportAddress'>[];

/** The leading text first, then the others from the innermost to the outermost. */
export function statementsIn(witness: ActiveWitness, localNodes: Local = []): Statement[] {
  const { error, reasons } = witness;
  // The short answer of `_resolve/cluster` is often the first text of the chain, too.
  const isRepeated = error === undefined || reasons.some(({ reason }) => reason === error);
  const chains = [reasonChain(reasons), ...(isRepeated ? [] : [reasonChain(error)])];
  const statements = chains.flatMap((chain) => statementsOf(chain, witness.node, localNodes));
  const texts = statements.map(({ text }) => text).reverse();
  return statements.map((statement) => ({
    ...statement,
    around: texts.filter((text) => !statement.text.includes(text)),
  }));
}

function statementsOf(chain: ReasonChain, node: string, localNodes: Local): Statement[] {
  const links = linksOf(chain);
  const statements = links.map((link, index): Statement => {
    const inside = links.slice(index + 1).map(({ meaning }) => meaning);
    return {
      node,
      text: shortened(link.text),
      code: causeOfMeaning(link.meaning, inside),
      isSpecific: link.meaning !== 'wrapper',
      values: valuesIn(link.text),
      saidBy: remoteNodeAbove(links.slice(0, index), localNodes),
      around: [],
    };
  });
  const lead = links.findIndex(({ text }) => text === chain.lead);
  return [...statements.slice(lead, lead + 1), ...statements.toSpliced(lead, 1).reverse()];
}

/** `[node][address][action]` of a RemoteTransportException. */
const FROM_NODE = /^\[(?<name>[^\]]{0,300})\]\[(?<address>[^\]]{0,300})\]\[.{0,300}\]$/;

/** The innermost node that the texts name, unless it is one of the local cluster. */
function remoteNodeAbove(above: readonly Link[], localNodes: Local): RemoteNode | undefined {
  const groups = above.map(({ text }) => FROM_NODE.exec(text)?.groups);
  const { name, address } = groups.findLast((group) => group !== undefined) ?? {};
  if (name === undefined || address === undefined) return undefined;
  const isLocal = localNodes.some(
    (node) => node.name === name && (node.transportAddress ?? '').endsWith(address),
  );
  return isLocal ? undefined : { name, address };
}

const LONGEST_TEXT = 600;
/** A hex dump of at least 24 bytes; a word or an id is shorter. */
const DUMP = /\b(?:[0-9a-f]{2}){24,}/gi;
const SHOWN_BYTES = 32;

/**
 * A text may hold the dump of whatever a peer sent. The first line of the dump is shown if it is
 * text, such as `"HTTP/1.0 400 Bad Request"`.
 */
function shortened(text: string): string {
  const readable = text.replace(DUMP, firstLine);
  return readable.length > LONGEST_TEXT ? `${readable.slice(0, LONGEST_TEXT)}…` : readable;
}

function firstLine(dump: string): string {
  const [line = ''] = Buffer.from(dump, 'hex')
    .toString('latin1')
    .slice(0, SHOWN_BYTES)
    .split('\r\n');
  return /^[\x20-\x7e]+$/.test(line) ? `"${line}"` : `${dump.slice(0, SHOWN_BYTES)}…`;
}

/** `local-1 says: …`, with the rest of the chain, so that no word of Elasticsearch is lost. */
export function quoted({ node, text, around }: Statement): string {
  const rest = around.length === 0 ? '' : ` (in the chain: ${around.join('; ')})`;
  return `${node} says: ${text}${rest}`;
}
