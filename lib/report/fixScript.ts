/** The fix of one remote as a shell script to read, and to run on a machine with curl. */
import { type Place, placeName, type Step, type Typed } from '../result/instructions.ts';
import type { CheckResult } from '../result/result.ts';
import { printable, printableJson } from './printable.ts';
import { wrapped } from './terminal/paragraph.ts';

type Request = Extract<Step, { kind: 'request' }>;

const WIDTH = 98;

const SIDES = {
  LOCAL: 'the local cluster',
  REMOTE: 'the remote cluster',
  NAMED: 'the cluster that the evidence names',
} as const;
type SideName = keyof typeof SIDES;

/** Where curl sends a request; other places are no HTTP addresses. */
const SIDES_OF: Readonly<Partial<Record<Place, readonly SideName[]>>> = {
  'local-cluster': ['LOCAL'],
  'each-local-node': ['LOCAL'],
  'remote-cluster': ['REMOTE'],
  'both-clusters': ['LOCAL', 'REMOTE'],
  'named-cluster': ['NAMED'],
};

/**
 * A script for `sh`. Prose is comments, and so is what runs elsewhere or has a part to fill in.
 * Texts of clusters stand in comments without line breaks, or in single quotes.
 */
export function fixScript(result: CheckResult): string {
  const { cluster, alias, status, cause, findings, checkedAt } = result;
  const steps = status === 'healthy' ? [] : [...cause.fix, ...cause.verify];
  const others = findings.filter(
    ({ severity }) => severity === 'critical' || severity === 'warning',
  );
  const lines = [
    '#!/bin/sh',
    ...comment(`${cluster}/${alias} is ${status}: ${cause.title} (${cause.code})`),
    ...comment(cause.evidence),
    ...others.map(({ code, evidence }) => `Also found: ${code}: ${evidence}`).flatMap(comment),
    '#',
    ...comment(`Written by remote-cluster-checker after the check at ${checkedAt}.`),
    ...(steps.length === 0 ? comment('There is nothing to fix.') : intro(steps)),
    ...(steps.length === 0 ? [] : section('To fix it', cause.fix)),
    ...(steps.length === 0 ? [] : section('To verify it', cause.verify)),
  ];
  return `${lines.join('\n')}\n`;
}

function intro(steps: readonly Step[]): string[] {
  const sides = usedSides(steps);
  return [
    ...comment('Read it first: steps may be alternatives. It asks before it changes anything.'),
    ...(sides.length === 0 ? [] : ['#', ...comment(CREDENTIALS), 'set -eu']),
    ...sides.flatMap((side) => [
      `: "\${${side}_URL:?Set it to the HTTP address of ${SIDES[side]}, such as https://es-1:9200}"`,
      `: "\${${side}_CURL_CONFIG:=/dev/null}"`,
    ]),
    ...(sides.length === 0 ? [] : ['', ...REQUEST]),
  ];
}

const CREDENTIALS =
  'Credentials do not belong on a command line: give a file for curl --config in LOCAL_CURL_CONFIG and so on, with lines such as user = "elastic:password" and cacert = "http_ca.crt".';

/** Only requests that run as they stand need an address. */
function usedSides(steps: readonly Step[]): SideName[] {
  const used = steps
    .filter((step) => step.kind === 'request')
    .filter((step) => !isToFillIn(step))
    .flatMap((step) => SIDES_OF[step.on] ?? []);
  return [...new Set(used)];
}

const REQUEST = [
  '# request URL CURL_CONFIG METHOD PATH [BODY]',
  'request() {',
  `  printf '\\n%s %s/%s\\n' "$3" "$1" "$4" >&2`,
  `  if [ $# -eq 5 ]; then printf '%s\\n' "$5" >&2; fi`,
  '  if [ "$3" != GET ]; then',
  "    printf 'Send this request? [y/N] ' >&2",
  '    read -r answer || answer=n',
  '    if [ "$answer" != y ]; then return 0; fi',
  '  fi',
  '  if [ $# -eq 5 ]; then',
  '    curl --config "$2" --silent --show-error --globoff --request "$3" \\',
  `      --header 'Content-Type: application/json' --data-raw "$5" "$1/$4"`,
  '  else',
  '    curl --config "$2" --silent --show-error --globoff --request "$3" "$1/$4"',
  '  fi',
  "  printf '\\n'",
  '}',
];

function section(title: string, steps: readonly Step[]): string[] {
  return ['', ...comment(`${title}:`), ...steps.flatMap(stepLines)];
}

function stepLines(step: Step): string[] {
  if (step.kind === 'text') return ['', ...step.text.split('\n').flatMap(comment)];
  const place = comment(`${placeName(step.on)}:`);
  const sides = SIDES_OF[step.on] ?? [];
  if (step.kind === 'lines') return [...place, ...asComment(step.lines)];
  if (sides.length === 0 || isToFillIn(step))
    return [
      ...place,
      ...(isToFillIn(step)
        ? comment('Fill in what stands in <>, and remove the comment signs:')
        : []),
      ...asComment(sides.flatMap((side) => requestLines(step, side))),
    ];
  return [...place, ...sides.flatMap((side) => requestLines(step, side))];
}

function requestLines({ method, path, body }: Request, side: SideName): string[] {
  const url = encodeURI(path.replace(/^\//, '').toWellFormed());
  const call = `request "$${side}_URL" "$${side}_CURL_CONFIG" ${method} ${quoted(url)}`;
  const lines = body === undefined ? [call] : [`${call} \\`, `  ${quoted(printableJson(body, 2))}`];
  return lines.flatMap((line) => line.split('\n'));
}

/** What a person has to fill in stands in `<>`. */
function isToFillIn(step: Typed): boolean {
  if (step.kind === 'lines') return false;
  return /<[^<>]+>/.test(`${step.path} ${JSON.stringify(step.body ?? '')}`);
}

/** Nothing has a meaning in single quotes, but their end. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function comment(text: string): string[] {
  return wrapped(printable(text), WIDTH).map((line) => `# ${line}`.trimEnd());
}

function asComment(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split('\n')).map((line) => `#   ${printable(line)}`);
}
