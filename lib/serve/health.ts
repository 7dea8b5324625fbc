/** How `serve` itself is doing: for /healthz, and in detail for the status page. */
import type { Health, Problem } from '../api/dependencies.ts';
import { instantOf } from '../instant.ts';

export interface HealthOptions {
  readonly now: () => Date;
  /** Milliseconds within which a sweep has to have ended. */
  readonly sweepWithinMs: () => number;
  readonly registryProblem: () => Error | undefined;
}

export interface HealthRecord {
  readonly health: () => Health;
  /** To be called when a sweep has ended. */
  readonly swept: () => void;
  /** To be called when storing fails, and with undefined when it works again. */
  readonly setStorage: (problem: Error | undefined) => void;
}

export function healthRecord({ now, sweepWithinMs, registryProblem }: HealthOptions): HealthRecord {
  const startedAt = now();
  let sweptAt: Date | undefined;
  let storage: Error | undefined;
  const problems = (): Problem[] => {
    const silentMs = now().getTime() - (sweptAt ?? startedAt).getTime();
    const registry = registryProblem();
    return [
      ...(silentMs > sweepWithinMs() ? [silence(silentMs)] : []),
      ...(storage === undefined ? [] : [unstored(storage)]),
      ...(registry === undefined ? [] : [refused(registry)]),
    ];
  };
  return {
    health: () => ({ sweptAt: sweptAt && instantOf(sweptAt), problems: problems() }),
    swept: () => {
      sweptAt = now();
    },
    setStorage: (problem) => {
      storage = problem;
    },
  };
}

function silence(ms: number): Problem {
  const summary = `No sweep has ended for ${Math.round(ms / 1000)} seconds`;
  return { summary, detail: `${summary}: results are old. Read the log, and restart the checker.` };
}

function unstored({ message }: Error): Problem {
  const summary = 'Results and incidents cannot be stored';
  const detail = `${summary}: ${message}\nChecks and alerts go on from memory. Alerts may be sent twice after a restart.`;
  return { summary, detail };
}

function refused({ message }: Error): Problem {
  const summary = 'The registry has changed and cannot be used';
  return { summary, detail: `${summary}; the version before it is in force.\n${message}` };
}
