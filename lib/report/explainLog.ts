/** What a log says about remote connections, as text. */
import { CAUSES } from '../diagnosis/causes.ts';
import { isKnown, type LogGroup, readLog } from '../diagnosis/logEntries.ts';
import { wrapped } from './contactText.ts';
import { explanationOf } from './explain.ts';
import { printable } from './printable.ts';

export interface LogExplanation {
  readonly text: string;
  /** Whether the cause of at least one entry is known. */
  readonly isKnown: boolean;
}

export function explainLog(log: string, { columns }: { readonly columns: number }): LogExplanation {
  const { groups, entries } = readLog(log);
  const known = groups.filter(isKnown);
  const unknown = groups.filter((group) => !isKnown(group));
  const parts = [
    ...known.map((group) => knownText(group, columns)),
    ...(unknown.length === 0 ? [] : [unknownText(unknown, columns)]),
    wrapped(summary(groups, entries), columns),
  ];
  return { text: `${parts.join('\n\n')}\n`, isKnown: known.length > 0 };
}

function knownText(group: LogGroup, columns: number): string {
  const { code, alias, address, sample } = group;
  const about = [alias && `remote ${alias}`, address].filter(Boolean).join(', ');
  const head = [code ?? 'no cause by itself', about && `(${about})`].filter(Boolean).join(' ');
  const lines = [meaningText(group), timesText(group), `Log: ${sample.slice(0, MOST_SHOWN)}`];
  const more = code === undefined ? [] : [`remote-cluster-checker explain ${code}`];
  return [
    printable(head),
    ...lines.map((line) => indented(line, columns)),
    ...more.map((l) => `  ${l}`),
  ].join('\n');
}

const MOST_SHOWN = 400;

function indented(line: string, columns: number): string {
  return wrapped(printable(line), columns - 2).replace(/^/gm, '  ');
}

/** What is wrong if no cause of the catalogue fits by itself. */
const BY_THEMSELVES: Partial<Record<NonNullable<LogGroup['meaning']>, string>> = {
  'api-missing': 'The node does not have this API: its release is older than the request.',
  'connection-reset':
    'The connection was closed. Many faults end like this: TLS on one side only, a firewall, a restart. The log of the other side says more.',
  'local-node-without-role':
    'The node lacks the role remote_cluster_client, so it connects to no remote cluster.',
  'no-such-index': 'The index does not exist; the connection itself works.',
  'no-such-remote':
    'No remote cluster is registered under this alias, or it cannot be reached and skip_unavailable is true.',
  'operations-gone':
    'A follower is too far behind: the leader no longer has the operations. Recreate the follower.',
  'parameter-unknown': 'The node does not know a parameter: its release is older.',
  'registration-invalid': 'The settings of the registration do not go together.',
  'remote-without-action': 'The remote runs a release without this action.',
  'request-timed-out': 'A request got no answer in time.',
  wrapper: 'This only says that something failed; the exception below it says what.',
};

function meaningText({ code, meaning }: LogGroup): string {
  if (code === undefined) return (meaning && BY_THEMSELVES[meaning]) ?? 'No cause by itself.';
  return `${explanationOf(code).title}. ${CAUSES[code].meaning}`;
}

function timesText({ count, first, last }: LogGroup): string {
  const times = count === 1 ? 'Once' : `${count} times`;
  if (first === undefined) return times;
  return first === last ? `${times}, at ${first}` : `${times}, from ${first} to ${last}`;
}

const MOST_UNKNOWN = 10;

function unknownText(groups: readonly LogGroup[], columns: number): string {
  const shown = groups.slice(0, MOST_UNKNOWN);
  const rest = groups.length - shown.length;
  return [
    'Not known to the checker:',
    ...shown.map(({ count, sample }) =>
      indented(`${count === 1 ? '' : `${count} times: `}${sample.slice(0, MOST_SHOWN)}`, columns),
    ),
    ...(rest > 0 ? [`  and ${rest} other messages`] : []),
  ].join('\n');
}

function summary(groups: readonly LogGroup[], entries: number): string {
  const sum = (some: readonly LogGroup[]) => some.reduce((total, { count }) => total + count, 0);
  const known = sum(groups.filter(isKnown));
  const unknown = sum(groups) - known;
  if (known + unknown === 0) return `None of ${entries} log entries concerns remote connections.`;
  const rest = known + unknown < entries ? '; the others concern no remote connection' : '';
  return `${known} of ${entries} log entries explained, ${unknown} not known${rest}.`;
}
