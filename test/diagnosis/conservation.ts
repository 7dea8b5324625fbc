/** What failed in facts, by its shape alone, and whether a result still says it. */
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import { evidenceLines } from '../../lib/report/evidenceLines.ts';
import type { CheckResult } from '../../lib/result/result.ts';

interface Seen {
  /** Path in the facts. */
  readonly at: string;
  readonly text: string;
  /** An API that is not there, or a question that was not put: no failure, and still told. */
  readonly isAbsence?: true;
}

/** Texts of failures wherever they stand. */
function textsIn(value: unknown, at = ''): Seen[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([key, one]) => textsIn(one, `${at}.${key}`));
  const given = value as Readonly<Record<string, unknown>>;
  const { outcome, message, kind, reason, fatal, why, error, accepted, code, evidence } = given;
  if (kind === 'missing' || kind === 'not-asked')
    return [{ at, text: String(message), isAbsence: true }];
  // A request that passed has nothing to say against the remote.
  if (outcome === 'connected') return [];
  const isFailed = outcome === 'failed' || kind !== undefined || accepted === false;
  const texts = [
    isFailed ? message : undefined,
    reason,
    fatal,
    error,
    outcome === 'not-known' ? why : undefined,
    typeof code === 'string' ? evidence : undefined,
  ].flatMap((text) => (typeof text === 'string' && text !== '' ? [{ at, text }] : []));
  return [...texts, ...inside];
}

/** Files and certificates whose time is over or has not come, and keys that are of no use. */
function datesIn({ local, remote, network, now, registration }: RegistrationFacts): Seen[] {
  const files = [local.certificates, remote?.certificates].flatMap((one) =>
    one?.ok ? one.value : [],
  );
  const shown = network.flatMap(({ endpoints }) =>
    endpoints.flatMap(({ tls }) =>
      tls.outcome === 'not-measured' || tls.evidence === undefined ? [] : [tls.evidence],
    ),
  );
  // An expired chain leads to no CA either.
  const untrusted = shown.filter(({ trust }) => trust === 'untrusted');
  const isFor = registration.verificationMode !== 'none';
  return [
    ...files.filter(({ notAfter }) => new Date(notAfter) < now).map(({ path }) => path),
    ...untrusted.map(({ chain }) => (isFor ? String(chain[0]?.subject) : '')),
    ...shown
      .flatMap(({ chain }) => chain)
      .filter(({ notAfter, notBefore }) => new Date(notAfter) < now || new Date(notBefore) > now)
      .map(({ subject }) => (isFor ? subject : '')),
  ].map((text) => ({ at: 'dates', text }));
}

/** Bytes in hex are shown as the text that they are, or as their beginning. */
const DUMP = /\b(?:[0-9a-f]{2}){24,}/i;

function isIn(shown: string, text: string): boolean {
  const bare = text.replace(/^(?:[a-z][\w$]*\.)+[A-Z][\w$]*: /, '').replace(/ \S+:\d+$/, '');
  // The same answer to another request of the same node is said once.
  if (shown.includes(bare.replace(/GET \/\S*/, 'GET /').replace(/ - Local: \S+, Remote: \S+$/, '')))
    return true;
  const [before = '', ...after] = bare.slice(0, 600).split(DUMP);
  const [dump] = DUMP.exec(bare) ?? [];
  const read = dump === undefined ? '' : Buffer.from(dump, 'hex').toString('latin1').slice(0, 20);
  return (
    [before, ...after].every((part) => shown.includes(part)) &&
    (dump === undefined || shown.includes(read) || shown.includes(dump.slice(0, 32)))
  );
}

/** What the facts have and the result lacks. */
export function lostIn(given: RegistrationFacts | undefined, result: CheckResult): string[] {
  if (given === undefined) throw new Error(`There are no facts of ${result.alias}`);
  const { cause, findings, unexplained = [] } = result;
  const said = [...[cause, ...findings].map(({ evidence }) => evidence), ...unexplained].join('\n');
  const verbose = evidenceLines(result).join('\n');
  const seen = [...textsIn(given), ...datesIn(given)];
  return seen
    .filter(({ text, isAbsence }) => !isIn(isAbsence ? `${said}\n${verbose}` : said, text))
    .map(({ at, text }) => `${at}: ${text}`);
}
