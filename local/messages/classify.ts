/** What each listed message means, by lib/wording or by quiet.txt. */
import type { Meaning } from '../../lib/wording/sentence.ts';
import { meaningOf } from '../../lib/wording/wording.ts';
import type { Message } from './lists.ts';

const QUIET_KINDS = ['log', 'own-words', 'unrelated'] as const;
export type QuietKind = (typeof QUIET_KINDS)[number];
export type Classification = Meaning | QuietKind;

export interface Quiet {
  readonly classes: ReadonlyMap<string, QuietKind>;
  readonly texts: ReadonlyMap<string, QuietKind>;
}

/** Stands in for the values, which a list does not know. */
const VALUE = 'x';
const PLACEHOLDER = /\{\}|%[sd]/g;
/** The JDK prints an alert that it received with these words before its name. */
const ALERT = /^[a-z]+(?:_[a-z]+)+$/;

/** Lines of kind, tab, `class` or `text`, tab, name or message; `#` begins a comment. */
export function readQuiet(file: string): Quiet {
  const quiet = { classes: new Map<string, QuietKind>(), texts: new Map<string, QuietKind>() };
  for (const line of file.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [first = '', what = '', name = ''] = line.split('\t');
    const kind = QUIET_KINDS.find((one) => one === first);
    if (kind === undefined || !/^(?:class|text)$/.test(what) || name === '') {
      throw new Error(
        `quiet.txt: cannot read "${line}": write KIND, tab, class or text, tab, NAME`,
      );
    }
    quiet[what === 'class' ? 'classes' : 'texts'].set(name, kind);
  }
  return quiet;
}

/** A message as a node could print it. */
export function example({ text }: Message): string {
  return ALERT.test(text) ? `Received fatal alert: ${text}` : text.replace(PLACEHOLDER, VALUE);
}

/**
 * The messages that nothing classifies. Older releases, and the JDK, keep the pieces of a message
 * apart: a piece of a message that is classified is classified too.
 */
export function unclassified(messages: readonly Message[], quiet: Quiet): Message[] {
  const open = messages.filter((message) => classify(message, quiet) === undefined);
  const waiting = new Set(open);
  const known = messages.filter((one) => !waiting.has(one));
  const pieces = new Set(known.flatMap(({ text }) => text.split(PLACEHOLDER)));
  return open.filter(({ text }) => !pieces.has(text));
}

export function classify(message: Message, { classes, texts }: Quiet): Classification | undefined {
  const { text } = message;
  return texts.get(text) ?? meaningOf(example(message)) ?? commonKind(message, classes);
}

/** A message that stands in several classes too is quiet if each of them is. */
function commonKind(message: Message, classes: Quiet['classes']): QuietKind | undefined {
  const kinds = message.classes.map((name) => classes.get(name));
  return kinds.includes(undefined) ? undefined : kinds[0];
}
