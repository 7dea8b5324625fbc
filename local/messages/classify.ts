/** Classifies each listed message with lib/wording or quiet.txt. */
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

/** Replaces values, which a list does not contain. */
const VALUE = 'x';
const PLACEHOLDER = /\{\}|%[sd]/g;
/** The JDK prints a received alert as these words before the name of the alert. */
const ALERT = /^[a-z]+(?:_[a-z]+)+$/;

/** Each line contains kind, tab, `class` or `text`, tab, name or message. `#` starts a comment. */
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
 * Messages without a classification. Older releases and the JDK store the parts of a message
 * separately, so a part of a classified message counts as classified.
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

/** A message in several classes is quiet if all these classes are quiet. */
function commonKind(message: Message, classes: Quiet['classes']): QuietKind | undefined {
  const kinds = message.classes.map((name) => classes.get(name));
  return kinds.includes(undefined) ? undefined : kinds[0];
}
