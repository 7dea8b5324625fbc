/** What is known when a local cluster could not be asked, and the command to type next. */
import { commandLines } from '../commandLine.ts';
import type { SecondLook } from '../facts/secondLook.ts';
import type { Finding } from '../result/finding.ts';
import type { Step } from '../result/instructions.ts';
import type { FailedAnswer } from '../result/witness.ts';
import { say, type } from './stepBuilders.ts';

/** How the cluster was named: the next command depends on it. */
export type Origin =
  | {
      readonly kind: 'urls';
      /** With its own options, as typed: `check`, `watch --every 10`. */
      readonly command: string;
      readonly urls: readonly string[];
      /** The options of the command that say how to reach the cluster, as typed. */
      readonly options: readonly string[];
    }
  | { readonly kind: 'registry'; readonly file: string };

export interface ContactInput {
  readonly cluster: string;
  /** The address that was looked at. */
  readonly url: string;
  readonly origin: Origin;
  readonly credentials: 'none' | 'apiKey' | 'basic' | 'bearer';
  /** What `GET /` or `GET /_remote/info` at this address ended with. */
  readonly failed: FailedAnswer;
  /** What the check says of it. */
  readonly cause: Finding;
  /** Undefined if Elasticsearch itself has answered. */
  readonly look: SecondLook | undefined;
}

export interface Contact {
  readonly cluster: string;
  /** One sentence. */
  readonly title: string;
  readonly steps: readonly Step[];
}

export type Said = Omit<Contact, 'cluster'>;

/** What to type again, with these options more or other URLs; in the registry, what to write. */
export function again(
  { origin, cluster }: Pick<ContactInput, 'origin' | 'cluster'>,
  change: {
    readonly options?: readonly string[];
    readonly urls?: (url: string) => string;
    readonly registry: string;
    /** Options that the new ones replace, each with a value. */
    readonly without?: readonly string[];
  },
): Step[] {
  if (origin.kind === 'registry')
    return [say(`In ${origin.file}, under cluster ${cluster}, write:`), say(change.registry)];
  const urls = origin.urls.map(change.urls ?? ((url) => url));
  const kept = withoutOptions(origin.options, change.without ?? []);
  const words = [`remote-cluster-checker ${origin.command}`, ...urls, ...kept];
  const whole = [...words, ...(change.options ?? [])].join(' ');
  return [type('checker-shell', ...commandLines(whole, TERMINAL_COLUMNS))];
}

const TERMINAL_COLUMNS = 80;

function withoutOptions(options: readonly string[], names: readonly string[]): string[] {
  return options.filter(
    (option, index) => !names.includes(option) && !names.includes(options[index - 1] ?? ''),
  );
}
