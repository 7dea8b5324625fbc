/** One cause: what it means, what to do about it, and the evidence on which it stands. */

import type { GivenAccess } from '../facts/facts.ts';
import type { Registration } from '../facts/registration.ts';
import type { Platforms } from '../platform.ts';
import type { Finding, Severity } from '../result/finding.ts';
import type { Step } from '../result/instructions.ts';
import type { Mode } from '../result/result.ts';
import type { View } from './view.ts';

/**
 * Strength of evidence, the strongest first. `order.ts` ranks the causes within each.
 *
 * - `certain`: a comparison of facts that leaves no other reading
 * - `said`: Elasticsearch names the cause
 * - `wire`: the checker's own probe shows it
 * - `weak`: the evidence fits, and may have another reason
 * - `unexplained`: something fails, and nothing says why
 * - `finding`: what else is to be known, also about a remote that works
 */
export const TIERS = ['certain', 'said', 'wire', 'weak', 'unexplained', 'finding'] as const;
export type Tier = (typeof TIERS)[number];

/** What the texts of a cause are filled in with; `explain` gives `<alias>` and the like. */
export interface Circumstances {
  readonly cluster: string;
  readonly alias: string;
  /** Absent if it is not known: then the steps fit every mode. */
  readonly mode?: Mode;
  /** Its settings, its security model, and whether elasticsearch.yml holds it. */
  readonly registration?: Registration;
  readonly platforms?: Platforms;
  /** By the `host:port` that shows the certificate: `DNS:name` and `IP Address:ip`. */
  readonly certificateNames?: ReadonlyMap<string, readonly string[]>;
  /** Publish addresses of the remote cluster server of the remote nodes. */
  readonly serverAddresses?: readonly string[];
  /** The address, node or key that it is about. */
  readonly subject?: string;
  /** Whole days until it expires, negative if it has. */
  readonly daysLeft?: number;
  /** What Elasticsearch names in its own words, such as `found` and `expected`. */
  readonly values?: Readonly<Record<string, string>>;
  /** Which access to the remote the registry gives. */
  readonly given?: GivenAccess;
}

/** The evidence that a rule found. */
export interface Match {
  /** One or two sentences with the values that were seen. */
  readonly evidence: string;
  /** The address, node or key that it is about. */
  readonly subject?: string;
  /** If the severity of the code does not fit this evidence. */
  readonly severity?: Severity;
  readonly expires?: NonNullable<Finding['expires']>;
  readonly values?: Circumstances['values'];
  /** If the words of Elasticsearch are the title. */
  readonly title?: string;
}

/** Finds the evidence of a cause; undefined or empty if there is none. */
export type Rule = (view: View) => Match | readonly Match[] | undefined;

type OneOrMore = Rule | readonly [Rule, ...Rule[]];

/** The rules of a cause by the strength of what they find: at least one, in one or more tiers. */
type Rules = { [T in Tier]: Record<T, OneOrMore> }[Tier] & Partial<Record<Tier, OneOrMore>>;

/** The file in lib/ that names the cause without a rule. */
type NamedElsewhere = { readonly namedBy: string } & Partial<Record<Tier, undefined>>;

export interface Cause {
  /** At most 60 characters; it carries the fact if the circumstances give one. */
  readonly title: string | ((circumstances: Circumstances) => string);
  /** What it means for those who search and replicate. */
  readonly meaning: string;
  /** How to see it for oneself. */
  readonly verify: (circumstances: Circumstances) => readonly Step[];
  readonly fix: (circumstances: Circumstances) => readonly Step[];
  readonly documentation: string;
  /** The evidence that leads to it. */
  readonly when: Rules | NamedElsewhere;
}

const ELASTIC = 'https://www.elastic.co/docs';

export const DOCUMENTATION = {
  troubleshooting: `${ELASTIC}/troubleshoot/elasticsearch/remote-clusters`,
  connectionModes: `${ELASTIC}/deploy-manage/remote-clusters/connection-modes`,
  settings: `${ELASTIC}/reference/elasticsearch/configuration-reference/remote-clusters`,
  apiKey: `${ELASTIC}/deploy-manage/remote-clusters/remote-clusters-api-key`,
  certificate: `${ELASTIC}/deploy-manage/remote-clusters/remote-clusters-cert`,
  search: `${ELASTIC}/explore-analyze/cross-cluster-search`,
  license: `${ELASTIC}/deploy-manage/license`,
  replication: `${ELASTIC}/deploy-manage/tools/cross-cluster-replication`,
} as const;

type Value = string | number | boolean | undefined;

/** A paragraph: the line breaks of the source are spaces, those of the values are kept. */
export function prose(strings: TemplateStringsArray, ...values: readonly Value[]): string {
  const parts = strings.map((part) => part.replace(/\s+/g, ' '));
  return parts
    .map((part, at) => part + (at < values.length ? values[at] : ''))
    .join('')
    .trim();
}
