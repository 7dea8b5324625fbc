/** The texts of a failure from the outermost to the innermost, and the one that leads. */
import type { Reason } from '../result/witness.ts';
import type { Meaning } from './sentence.ts';
import { meaningOfReason } from './wording.ts';

export interface ReasonChain {
  /** Outermost first. Of two neighbors with the same text only the inner one stands. */
  readonly reasons: readonly Reason[];
  /**
   * The innermost text that says what is wrong, in the words of the outermost link that repeats it.
   * If no table knows any of them, the innermost one that does not merely wrap another. Undefined
   * if nothing was said.
   */
  readonly lead: string | undefined;
  /** What the leading text means; undefined if no table knows it. */
  readonly meaning: Meaning | undefined;
}

/** One text of a chain. */
export interface Link {
  readonly text: string;
  readonly meaning: Meaning | undefined;
}

/** `RemoteTransportException[[node][ip:port][action]]; nested: SecurityException[…]; `. */
const NESTED = /;\s+nested:\s+/;
const IN_BRACKETS =
  /^(?:[\w$]+\.)*(?<type>[A-Z][\w$]*(?:Exception|Error))(?:\[(?<reason>.*)\])?;?\s*$/s;
/** `java.lang.IllegalArgumentException: …`, as `Throwable.toString` writes it. */
const NAMED = /^(?:[a-z][\w$]*\.)+(?<type>[A-Z][\w$]*(?:Exception|Error))(?:: (?<reason>.*))?$/s;

/**
 * From the links of an error answer, outermost first, or from a bare text. A link whose text holds
 * nested exceptions of Java is taken apart.
 */
export function reasonChain(failure: string | readonly Reason[]): ReasonChain {
  const links = typeof failure === 'string' ? [{ type: '', reason: failure }] : failure;
  const reasons = links
    .flatMap(apart)
    .filter(({ type, reason }) => type !== '' || reason !== '')
    .filter(({ reason }, index, all) => reason === '' || reason !== all[index + 1]?.reason);
  const lead = leadOf(reasons);
  return { reasons, lead: lead?.text, meaning: lead?.meaning };
}

/** The texts of a chain with their meanings, outermost first. */
export function linksOf({ reasons }: ReasonChain): Link[] {
  return reasons.map(linkOf);
}

function apart({ type, reason }: Reason): Reason[] {
  return reason.split(NESTED).map((text, index) => plain(text, index === 0 ? type : ''));
}

/** Without the Java class around the text; its name is kept if no other is known. */
function plain(text: string, type: string): Reason {
  const { type: name, reason = '' } = (IN_BRACKETS.exec(text) ?? NAMED.exec(text))?.groups ?? {};
  return name === undefined ? { type, reason: text } : { type: type || snakeCase(name), reason };
}

/** As in Elasticsearch's answers: `B$SSLHandshakeException` → `ssl_handshake_exception`. */
function snakeCase(name: string): string {
  return name
    .replace(/^.*\$/, '')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

function leadOf(reasons: readonly Reason[]): Link | undefined {
  const inside = reasons.map(linkOf).reverse();
  const lead =
    inside.find(({ meaning }) => meaning !== undefined && meaning !== 'wrapper') ??
    inside.find(({ meaning }) => meaning === undefined) ??
    inside[0];
  // "Connection refused: localhost/127.0.0.2:9300" says more than "Connection refused" inside it.
  if (lead === undefined) return undefined;
  return inside.findLast(({ text, meaning }) => {
    return meaning === lead.meaning && text.includes(lead.text);
  });
}

function linkOf(link: Reason): Link {
  return { text: link.reason || link.type, meaning: meaningOfReason(link) };
}
