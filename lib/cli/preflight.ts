/** `remote-cluster-checker preflight`: checks all of the registry, then tells what an upgrade of one cluster would do. */
import { ConfigurationError } from '../errors.ts';
import { type PreflightRequest, preflight } from '../preflight/preflight.ts';
import { PREFLIGHT_STATUS, preflightText } from '../report/preflight.ts';
import { EXIT_CODES } from '../report/severity.ts';
import { checkWithProgress } from './check.ts';
import { choose } from './chosen.ts';
import { painter, type Terminal } from './terminal.ts';

export interface PreflightArguments extends PreflightRequest {
  readonly registry?: string;
  /** Seconds. */
  readonly timeout?: number;
  readonly json?: boolean;
}

/** Throws ConfigurationError for a name or a release that does not fit. */
export async function runPreflight(given: PreflightArguments, terminal: Terminal): Promise<number> {
  const { json, cluster, to, replication, ...choice } = given;
  const { results } = await checkWithProgress(await choose({ ...choice, urls: [], cluster: [], remote: [] }, terminal), terminal);
  const answer = preflight(results, { cluster, to, replication });
  if (!answer.ok) throw new ConfigurationError(answer.problem);
  const text = json ? `${JSON.stringify(answer.preflight, undefined, 2)}\n` : preflightText(answer.preflight, painter(terminal));
  terminal.stdout.write(text);
  return EXIT_CODES[PREFLIGHT_STATUS[answer.preflight.outcome]];
}
