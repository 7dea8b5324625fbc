/**
 * What a log of Elasticsearch says about remote connections: the log of the local or of the remote
 * cluster, plain or JSON, of any release from 7.17 on, or only some words of it.
 */
import type { Meaning } from '../wording/sentence.ts';
import { meaningOf } from '../wording/wording.ts';
import type { CauseCode } from './codes.ts';
import { causeOfMeaning } from './phrases.ts';

/** Entries of one kind. */
export interface LogGroup {
  /** Undefined if the words name no cause of the catalogue. */
  readonly code: CauseCode | undefined;
  /** Undefined if the words are unknown. */
  readonly meaning: Meaning | undefined;
  readonly alias: string | undefined;
  readonly address: string | undefined;
  readonly count: number;
  /** As the log writes times; undefined without times. */
  readonly first: string | undefined;
  readonly last: string | undefined;
  /** The words that say it, of the first entry. */
  readonly sample: string;
}

export interface LogReading {
  /** The most frequent first; those of unknown words last. */
  readonly groups: readonly LogGroup[];
  /** Entries of the log, about whatever. */
  readonly entries: number;
}

export function readLog(text: string): LogReading {
  const entries = entriesOf(text);
  const concerned = entries.filter(isConcerned).map(groupOf);
  const groups = Map.groupBy(concerned, ({ code, meaning, alias, address, sample }) =>
    isKnown({ code, meaning }) ? [code ?? meaning, alias, address].join(' ') : sample,
  );
  const merged = [...groups.values()].map(mergedOf);
  const rank = (group: LogGroup) => (isKnown(group) ? 0 : 1);
  return {
    groups: merged.sort((a, b) => rank(a) - rank(b) || b.count - a.count),
    entries: entries.length,
  };
}

/** Whether the words of the group say something to the checker. */
export function isKnown({ code, meaning }: Pick<LogGroup, 'code' | 'meaning'>): boolean {
  return code !== undefined || meaning !== undefined;
}

function mergedOf(groups: readonly LogGroup[]): LogGroup {
  const [first] = groups as readonly [LogGroup, ...LogGroup[]];
  const times = groups.flatMap((group) => group.first ?? []).toSorted();
  return { ...first, count: groups.length, first: times[0], last: times.at(-1) };
}

interface Entry {
  readonly time: string | undefined;
  readonly logger: string | undefined;
  /** The message, then each exception, outermost first. */
  readonly texts: readonly string[];
}

const HEAD =
  /^\[(\d{4}-\d\d-\d\dT[\d:,.]+Z?)\s*\]\[\w+ *\]\[([\w.$ ]+?) *\] *(?:\[[^\]]*\] ?)*(.*)$/;

/** Lines of a stack trace belong to the entry above. */
function entriesOf(text: string): Entry[] {
  const entries: { time?: string; logger?: string; texts: string[] }[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const json = line.startsWith('{') ? jsonEntry(line) : undefined;
    const [, time, logger, message = ''] = HEAD.exec(line) ?? [];
    const last = entries.at(-1);
    if (json !== undefined) entries.push(json);
    else if (time !== undefined && logger !== undefined)
      entries.push({ time, logger, texts: [message] });
    else if (last?.logger === undefined) entries.push({ texts: [line] });
    else last.texts.push(...exceptionIn(line));
  }
  return entries.map(({ time, logger, texts }) => ({ time, logger, texts }));
}

/** The text of an exception without its class; nothing for a frame. */
function exceptionIn(line: string): string[] {
  if (/^\s*(?:at |\.\.\. \d+ more)/.test(line)) return [];
  const text = line.trim().replace(/^(?:Caused by|Suppressed): /, '');
  return [text.replace(/^[\w.$]+(?:Exception|Error)(?:: |$)/, '') || text];
}

function jsonEntry(line: string): { time?: string; logger?: string; texts: string[] } | undefined {
  let parsed: Readonly<Record<string, unknown>>;
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  const textAt = (...keys: readonly string[]) =>
    keys.map((key) => parsed[key]).find((value) => typeof value === 'string');
  const trace = parsed['error.stack_trace'] ?? parsed['stacktrace'] ?? [];
  const lines = [trace].flat().flatMap((part) => String(part).split(/\r?\n/));
  const time = textAt('@timestamp', 'timestamp');
  const message = textAt('message') ?? '';
  return {
    ...(typeof time === 'string' ? { time } : {}),
    logger: String(textAt('log.logger', 'component', 'logger') ?? ''),
    texts: [String(message), ...lines.filter((one) => one.trim() !== '').flatMap(exceptionIn)],
  };
}

/** Loggers of remote connections, by the last part of their name. */
const REMOTE_LOGGER =
  /(?:RemoteCluster\w*|RemoteConnection\w*|SniffConnectionStrategy|ProxyConnectionStrategy|CrossCluster\w*|ShardFollow\w*|AutoFollowCoordinator)$/;

/** Loggers of all transport connections, those between nodes of one cluster among them. */
const TRANSPORT_LOGGER =
  /(?:TcpTransport|Netty4Transport|SecurityNetty4Transport|SecurityNetty4ServerTransport|TransportHandshaker|InboundHandler|OutboundHandler|ClusterConnectionManager|TransportLogger|SSLDriver|DiagnosticTrustManager)$/;

const ABOUT_REMOTES = /remote cluster|remote_cluster|cross[- _]cluster|external cluster/i;

/** Words without a logger are those that somebody asks about. */
function isConcerned({ logger, texts }: Entry): boolean {
  if (logger === undefined || REMOTE_LOGGER.test(logger)) return true;
  if (texts.some((text) => ABOUT_REMOTES.test(text))) return true;
  return TRANSPORT_LOGGER.test(logger) && texts.some((text) => meaningOf(text) !== undefined);
}

/** A warning of the deprecation log, which is no failure and so has no meaning of its own. */
const DEPRECATED = /certificate-based security model is deprecated/;
const DEPRECATION = 'certificate-model-deprecated';

/** The innermost exception that names a cause says it best. */
function groupOf({ time, texts }: Entry): LogGroup {
  const meanings = texts.map(meaningOf);
  const codes = meanings.map((meaning, index) =>
    DEPRECATED.test(texts[index] ?? '') ? DEPRECATION : causeOfMeaning(meaning, meanings),
  );
  const at = codes.findLastIndex((code) => code !== undefined);
  const best = at >= 0 ? at : bestOf(meanings);
  const whole = texts.join('\n');
  return {
    code: codes[best],
    meaning: meanings[best],
    alias: aliasIn(whole),
    address: addressIn(whole),
    count: 1,
    first: time,
    last: time,
    sample: texts[Math.max(best, 0)] as string,
  };
}

/** The innermost meaning; a wrapper only if there is nothing else. */
function bestOf(meanings: readonly (Meaning | undefined)[]): number {
  const at = meanings.findLastIndex((meaning) => meaning !== undefined && meaning !== 'wrapper');
  return at >= 0 ? at : meanings.lastIndexOf('wrapper');
}

/** 9.x names the alias after the project that it links. */
const ALIAS =
  /(?:(?:remote|external) cluster(?: with alias| connection(?: to)?| stats for)?|with alias|cluster alias|proxy connections to cluster) \[([\w-]{1,100})\]/i;

function aliasIn(text: string): string | undefined {
  return ALIAS.exec(text)
    ?.slice(1)
    .find((alias) => alias !== undefined);
}

/** A local port of the connection changes each time and says nothing. */
function addressIn(text: string): string | undefined {
  return /\[(?:[\w.-]*\/)?([\w.:-]{1,250}:\d{2,5})\]|remoteAddress=\S*?\/?((?:\d{1,3}\.){3}\d{1,3})\b/
    .exec(text)
    ?.slice(1)
    .find((address) => address !== undefined);
}
