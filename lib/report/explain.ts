/** The causes as text. */
import type { Circumstances } from '../diagnosis/cause.ts';
import { CAUSES } from '../diagnosis/causes.ts';
import { ALL_CODES, type CauseCode, CODES, isCauseCode, type Side } from '../diagnosis/codes.ts';
import { type Step, textOf } from '../result/instructions.ts';

/** The description of a cause, with placeholders instead of the values of a result. */
export interface Explanation {
  readonly code: CauseCode;
  readonly title: string;
  readonly severity: string;
  /** Where the fault is, in words. */
  readonly side: string;
  readonly meaning: string;
  readonly verify: readonly Step[];
  readonly fix: readonly Step[];
  readonly documentation: string;
}

const SIDES = {
  local: 'the local cluster',
  network: 'the network',
  remote: 'the remote cluster',
  registry: 'the registry of the checker',
  checker: 'the checker',
  either: 'either cluster',
  none: 'nowhere',
} as const satisfies Record<Side, string>;

const PLACEHOLDERS: Circumstances = {
  cluster: '<cluster>',
  alias: '<alias>',
  subject: '<address>',
};

export function explanationOf(code: CauseCode): Explanation {
  const { title, meaning, verify, fix, documentation } = CAUSES[code];
  const { severity, side } = CODES[code];
  return {
    code,
    title: typeof title === 'string' ? title : title(PLACEHOLDERS),
    severity,
    side: SIDES[side],
    meaning,
    verify: verify(PLACEHOLDERS),
    fix: fix(PLACEHOLDERS),
    documentation,
  };
}

/** One cause. Undefined for an unknown code. */
export function explain(code: string): string | undefined {
  if (!isCauseCode(code)) return undefined;
  const { title, severity, side, meaning, verify, fix, documentation } = explanationOf(code);
  const parts = {
    'What it means': meaning,
    'Where the fault is': side,
    'How to verify': textOf(verify),
    'How to fix': textOf(fix),
    Documentation: documentation,
  };
  const sections = Object.entries(parts).map(
    ([head, text]) => `\n${head}\n${text.replace(/^/gm, '  ')}\n`,
  );
  return `${code} (${severity})\n${title}\n${sections.join('')}`;
}

/** Each code with its severity and title, one line for each. */
export function explainAll(): string {
  const width = Math.max(...ALL_CODES.map((code) => code.length));
  const lines = ALL_CODES.map(explanationOf).map(
    ({ code, severity, title }) => `${code.padEnd(width)}  ${severity.padEnd(8)}  ${title}\n`,
  );
  return lines.join('');
}
