/** Rules that several causes share: what Elasticsearch says, and what the probe shows. */
import type { Match, Rule } from './cause.ts';
import type { CauseCode } from './codes.ts';
import type { Fault } from './faults.ts';
import { failedGatewayIn } from './phrases.ts';
import { quoted } from './statements.ts';
import { isBroken, type Statement, type View } from './view.ts';

export { quoted } from './statements.ts';

/** Elasticsearch names the cause. The evidence adds what the wire shows of the same. */
export function said(code: CauseCode): Rule {
  return (view) => {
    const statement = isBroken(view) ? statementOf(view, code) : undefined;
    if (statement === undefined) return undefined;
    const faults = deadlyFaults(view, code);
    const texts = [...faults.map(({ evidence }) => evidence), quoted(statement)];
    const said = { evidence: texts.join('; '), values: statement.values };
    return faults.length === 0 ? said : { ...said, subject: subjectsOf(faults) };
  };
}

/** Every configured address is dead, and some of them with this fault. */
export function onTheWire(code: CauseCode): Rule {
  return (view) => {
    const isSilent = isBroken(view) && statementOf(view, code) === undefined;
    return isSilent ? matchOf(deadlyFaults(view, code)) : undefined;
  };
}

/** The certificate of every configured address lacks the name. */
export function nameMismatch(code: CauseCode): Rule {
  return (view) => {
    if (!isBroken(view) || statementOf(view, code) !== undefined) return undefined;
    const faults = view.configured.flatMap(({ nameFaults }) =>
      nameFaults.filter((fault) => fault.code === code).slice(0, 1),
    );
    return faults.length < view.configured.length ? undefined : matchOf(faults);
  };
}

function matchOf(faults: readonly Fault[]): Match | undefined {
  const evidence = faults.map((fault) => fault.evidence).join('; ');
  return faults.length === 0 ? undefined : { subject: subjectsOf(faults), evidence };
}

function deadlyFaults({ allConfiguredDead, configured }: View, code: CauseCode): Fault[] {
  if (!allConfiguredDead) return [];
  return configured.flatMap(({ deadly }) => deadly.filter((fault) => fault.code === code));
}

function subjectsOf(faults: readonly Fault[]): string {
  return faults.map(({ subject }) => subject).join(', ');
}

/** If Elasticsearch names a gateway behind a seed that answered, these are about the gateway. */
const BEHIND_SEEDS: ReadonlySet<CauseCode> = new Set([
  'connection-refused',
  'connection-timed-out',
  'no-route',
]);

function statementOf({ statements }: View, code: CauseCode): Statement | undefined {
  const isAboutGateway =
    BEHIND_SEEDS.has(code) && statements.some(({ text }) => failedGatewayIn(text) !== undefined);
  return isAboutGateway ? undefined : statements.find((statement) => statement.code === code);
}
