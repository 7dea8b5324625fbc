/** One line of the rule table: the evidence on which a cause stands. */
import type { Finding, Severity } from '../result/finding.ts';
import type { CauseCode } from './catalogue/catalogue.ts';
import type { View } from './view.ts';

export interface Seen {
  /** One or two sentences with the values seen. */
  readonly evidence: string;
  /** The address, node or key it is about. */
  readonly subject?: string;
  /** Where the catalogue's severity does not fit this evidence. */
  readonly severity?: Severity;
  readonly expires?: NonNullable<Finding['expires']>;
}

export interface Rule {
  readonly code: CauseCode;
  /** What was seen that leads to the cause; nothing where it was not seen. */
  readonly when: (view: View) => Seen | readonly Seen[] | undefined;
}

/** The local cluster cannot use the remote, or some of its nodes cannot. */
export function isBroken({ verdict, facts, allConfiguredDead }: View): boolean {
  if (verdict === 'connected') return false;
  if (verdict === 'not-connected' || verdict === 'timed-out' || verdict === 'mixed') return true;
  return allConfiguredDead && facts.passive.some(({ connected }) => connected === false);
}
