/** What failed and stands in no evidence of a cause or finding, so that nothing seen is lost. */
import type { Finding } from '../result/finding.ts';
import { failedObservations, type Observation } from './observations.ts';
import type { View } from './view.ts';

/** More are counted in a last line. */
const MOST = 100;

/** `where: text`, each once. */
export function unexplainedOf(view: View, findings: readonly Finding[]): string[] {
  const evidence = findings.map((finding) => `${finding.evidence}\n${finding.subject ?? ''}`);
  const left = failedObservations(view)
    .filter((one) => one.text !== '' && !evidence.some((text) => says(text, one)))
    .map(({ where, text }) => `${where}: ${text}`);
  const lines = [...new Set(left)];
  const more = `${lines.length - MOST} more are not listed`;
  return lines.length > MOST ? [...lines.slice(0, MOST), more] : lines;
}

function says(evidence: string, { text, core }: Observation): boolean {
  return evidence.includes(text) || core?.every((part) => evidence.includes(part)) === true;
}
