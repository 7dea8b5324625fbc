import { explain, explainAll } from '../report/explain.ts';
import { EXIT_CODES } from '../report/severity.ts';
import type { Terminal } from './terminal.ts';

export function runExplain(code: string | undefined, { stdout, stderr }: Terminal): number {
  const text = code === undefined ? explainAll() : explain(code);
  if (text === undefined) {
    stderr.write(`There is no cause code ${code}; "remote-cluster-checker explain" lists them\n`);
    return EXIT_CODES.unknown;
  }
  stdout.write(text);
  return EXIT_CODES.healthy;
}
